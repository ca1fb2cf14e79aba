"""Addresses of this package, below /catalogue/."""

from django.urls import path

from openrotations.catalogue.views import office, public, requirements

app_name = "catalogue"
urlpatterns = [
    path("", public.offerings, name="offerings"),
    path("<uuid:offering_id>/", public.offering, name="offering"),
    path("office/", office.office_offerings, name="office_offerings"),
    path("office/add/", office.add_offering, name="add_offering"),
    path("office/<uuid:offering_id>/", office.edit_offering, name="edit_offering"),
    path("office/<uuid:offering_id>/openings/add/", office.add_opening, name="add_opening"),
    path("office/openings/<uuid:opening_id>/close/", office.close_opening, name="close_opening"),
    path("office/<uuid:offering_id>/papers/", requirements.offering_requirements, name="offering_requirements"),
    path(
        "office/<uuid:offering_id>/papers/<slug:paper>/",
        requirements.offering_requirement,
        name="offering_requirement",
    ),
    path("office/<uuid:offering_id>/entry/", requirements.entry_conditions, name="entry_conditions"),
    path("office/sites/<uuid:site_id>/papers/", requirements.site_requirements, name="site_requirements"),
    path("office/sites/<uuid:site_id>/papers/usual/add/", requirements.apply_template, name="apply_template"),
    path("office/sites/<uuid:site_id>/papers/<slug:paper>/", requirements.site_requirement, name="site_requirement"),
    path(
        "office/requirements/<uuid:requirement_id>/remove/", requirements.remove_requirement, name="remove_requirement"
    ),
]
