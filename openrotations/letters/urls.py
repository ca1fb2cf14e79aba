"""Addresses of this package."""

from django.urls import path

from openrotations.letters import views

app_name = "letters"
urlpatterns = [
    path("my/letters/", views.mine, name="mine"),
    path("my/letters/<uuid:request_id>/letter.pdf", views.read, name="read"),
    path("my/placements/<uuid:placement_id>/letter/", views.ask, name="ask"),
    path("l/<str:token>/letter/answer/", views.answer, name="answer"),
    path("l/<str:token>/letter/", views.write, name="write"),
    path("l/<str:token>/letter/draft/", views.draft, name="draft"),
    path("l/<str:token>/letter/preview.pdf", views.preview, name="preview"),
    path("l/<str:token>/letter/sign/", views.sign, name="sign"),
    path("l/<str:token>/letter/handed-over/", views.hand_over, name="hand_over"),
]
