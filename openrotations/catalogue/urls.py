"""Addresses of this package, below /catalogue/."""

from django.urls import path

from openrotations.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.offerings, name="offerings"),
    path("<uuid:offering_id>/", views.offering, name="offering"),
    path("office/", views.office_offerings, name="office_offerings"),
    path("office/add/", views.add_offering, name="add_offering"),
    path("office/<uuid:offering_id>/", views.edit_offering, name="edit_offering"),
    path("office/<uuid:offering_id>/openings/add/", views.add_opening, name="add_opening"),
    path("office/openings/<uuid:opening_id>/close/", views.close_opening, name="close_opening"),
]
