"""Addresses of this package."""

from django.urls import URLPattern, path

from openrotations.evaluations import views

app_name = "evaluations"
urlpatterns: list[URLPattern] = [
    path("l/<str:token>/evaluation/", views.evaluate, name="evaluate"),
    path("l/<str:token>/evaluation/draft/", views.draft, name="draft"),
    path("l/<str:token>/evaluation/not-supervised/", views.not_supervised, name="not_supervised"),
    path("my/evaluations/<uuid:evaluation_id>/", views.assess_self, name="assess_self"),
    path("my/evaluations/<uuid:evaluation_id>/draft/", views.draft_self, name="draft_self"),
    path("my/evaluations/<uuid:evaluation_id>/read/", views.note_read, name="note_read"),
    path("my/placements/<uuid:placement_id>/evaluations/", views.result, name="result"),
]
