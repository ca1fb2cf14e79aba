"""Addresses about accounts of registrars and of coordinators at hosts."""

from django.urls import path

from openrotations.desk.accounts import leaving_views, views

urlpatterns = [
    path("our-school/", views.own_school, name="own_school"),
    path("our-site/", views.own_site, name="own_site"),
    path("desk/registrars/<uuid:registrar_id>/account/", views.invite, name="invite_registrar"),
    path("desk/hosts/<uuid:coordinator_id>/account/", views.invite, name="invite_coordinator"),
    path("desk/registrars/<uuid:registrar_id>/leaves/", leaving_views.leaves, name="registrar_leaves"),
    path("desk/hosts/<uuid:coordinator_id>/leaves/", leaving_views.leaves, name="coordinator_leaves"),
    path("desk/preceptors/<uuid:preceptor_id>/leaves/", leaving_views.leaves, name="preceptor_leaves"),
    path("desk/registrars/<uuid:registrar_id>/returns/", leaving_views.returns, name="registrar_returns"),
    path("desk/hosts/<uuid:coordinator_id>/returns/", leaving_views.returns, name="coordinator_returns"),
    path("desk/preceptors/<uuid:preceptor_id>/returns/", leaving_views.returns, name="preceptor_returns"),
    path("desk/registrars/<uuid:registrar_id>/instead/", leaving_views.ask_instead, name="ask_registrar_instead"),
]
