"""Addresses about accounts of registrars and of coordinators at hosts."""

from django.urls import path

from openrotations.desk.accounts import views

urlpatterns = [
    path("our-school/", views.own_school, name="own_school"),
    path("desk/registrars/<uuid:registrar_id>/account/", views.invite_registrar, name="invite_registrar"),
    path("desk/registrars/<uuid:registrar_id>/account/end/", views.end_registrar_account, name="end_registrar_account"),
    path("desk/hosts/<uuid:coordinator_id>/account/", views.invite_coordinator, name="invite_coordinator"),
    path(
        "desk/hosts/<uuid:coordinator_id>/account/end/", views.end_coordinator_account, name="end_coordinator_account"
    ),
]
