"""Addresses of this package."""

from django.urls import path

from openrotations.website import views

app_name = "website"
urlpatterns = [
    path("", views.home, name="home"),
    path("may-i/", views.may_i, name="may_i"),
    path("may-i/answer/", views.may_i_answer, name="may_i_answer"),
    path("may-i/apply/", views.apply, name="apply"),
    path("may-i/<slug:step>/", views.may_i_question, name="may_i_question"),
]
