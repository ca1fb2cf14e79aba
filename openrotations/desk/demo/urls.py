"""Addresses of the demo only; mounted in demo mode alone."""

from django.urls import path

from openrotations.desk.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.roles, name="roles"),
    path("enter/", views.enter, name="enter"),
]
