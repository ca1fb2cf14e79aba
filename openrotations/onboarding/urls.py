"""Addresses of this package."""

from django.urls import URLPattern, path

from openrotations.onboarding import views

app_name = "onboarding"
urlpatterns: list[URLPattern] = [
    path("my/placements/<uuid:placement_id>/tasks/", views.tasks, name="tasks"),
    path("my/tasks/<uuid:task_id>/done/", views.state_task, name="state_task"),
    path("office/tasks/<uuid:task_id>/check/", views.check_task, name="check_task"),
]
