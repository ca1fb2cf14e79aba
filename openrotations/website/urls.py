"""Addresses of this package."""

from django.urls import path

from openrotations.website import views

app_name = "website"
urlpatterns = [path("", views.home, name="home")]
