"""Addresses of forms that are signed by hand."""

from django.urls import path

from openrotations.desk.blank_forms import views

urlpatterns = [
    path("desk/forms/", views.blank_forms, name="blank_forms"),
    path("desk/forms/add/", views.add_blank_form, name="add_blank_form"),
    path("desk/forms/<uuid:form_id>/", views.blank_form, name="blank_form"),
    path("desk/forms/<uuid:form_id>/file/", views.blank_file, name="blank_file"),
    path("desk/forms/<uuid:form_id>/file/drop/", views.drop_blank, name="drop_blank"),
    path("desk/forms/<uuid:form_id>/fields/", views.blank_fields, name="blank_fields"),
    path("desk/forms/<uuid:form_id>/end/", views.end_blank_form, name="end_blank_form"),
    path("placement/<uuid:placement_id>/forms/", views.forms_to_sign, name="forms_to_sign"),
    path("placement/<uuid:placement_id>/forms/<uuid:form_id>.pdf", views.printed_form, name="printed_form"),
]
