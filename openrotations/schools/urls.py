"""Addresses of this package, below /schools/."""

from django.urls import path

from openrotations.schools import views

app_name = "schools"
urlpatterns = [
    path("", views.schools, name="schools"),
    path("add/", views.add_school, name="add_school"),
    path("<uuid:school_id>/", views.school, name="school"),
    path("<uuid:school_id>/edit/", views.edit_school, name="edit_school"),
    path("<uuid:school_id>/registrars/add/", views.add_registrar, name="add_registrar"),
    path("registrars/<uuid:registrar_id>/confirm/", views.confirm_registrar, name="confirm_registrar"),
]
