"""Addresses of this package."""

from django.urls import URLPattern, path

from openrotations.onboarding.views import clearance, day_one, exceptions, papers, tasks

app_name = "onboarding"
urlpatterns: list[URLPattern] = [
    path("my/placements/<uuid:placement_id>/tasks/", tasks.tasks, name="tasks"),
    path("my/placements/<uuid:placement_id>/day-one/", day_one.day_one, name="day_one"),
    path("my/placements/<uuid:placement_id>/day-one/file/", day_one.day_one_file, name="day_one_file"),
    path("my/tasks/<uuid:task_id>/done/", tasks.state_task, name="state_task"),
    path("my/papers/sites/", papers.papers, name="papers"),
    path("office/tasks/<uuid:task_id>/check/", tasks.check_task, name="check_task"),
    path("office/tasks/<uuid:task_id>/waive/", tasks.waive_task, name="waive_task"),
    path("office/tasks/<uuid:task_id>/waive/back/", tasks.take_waiver_back, name="take_waiver_back"),
    path("office/tasks/<uuid:task_id>/exception/", exceptions.except_task, name="except_task"),
    path("office/tasks/<uuid:task_id>/exception/back/", exceptions.take_exception_back, name="take_exception_back"),
    path("office/clearance/", clearance.clearance, name="clearance"),
]
