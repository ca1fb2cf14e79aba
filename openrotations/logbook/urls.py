"""Addresses of this package."""

from django.urls import URLPattern, path

from openrotations.logbook import views

app_name = "logbook"
urlpatterns: list[URLPattern] = [
    path("my/placements/<uuid:placement_id>/days/", views.days, name="days"),
    path("my/placements/<uuid:placement_id>/arrive/", views.arrive, name="arrive"),
    path("my/placements/<uuid:placement_id>/days/ask/", views.ask_for_signature, name="ask_for_signature"),
    path("l/<str:token>/days/", views.sign_days, name="sign_days"),
]
