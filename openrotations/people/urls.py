"""Addresses of this package."""

from django.urls import path

from openrotations.people import views

app_name = "people"
urlpatterns = [path("settings/", views.own_settings, name="settings")]
