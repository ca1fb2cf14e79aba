"""Addresses of this package."""

from django.urls import path

from openrotations.applications.views import background, office, profile, requests, school

app_name = "applications"
urlpatterns = [
    path("my/profile/", profile.profile, name="profile"),
    path("my/profile/<slug:question>/", profile.profile_question, name="profile_question"),
    path("my/profile/more/<slug:topic>/", background.background, name="background"),
    path("my/windows/", profile.windows, name="windows"),
    path("my/windows/<uuid:window_id>/remove/", profile.remove_window, name="remove_window"),
    path("my/school/", school.registrar, name="registrar"),
    path("my/school/ask/", school.ask_school, name="ask_school"),
    path("my/application/", requests.show, name="show"),
    path("my/application/start/", requests.start, name="start"),
    path("my/application/submit/", requests.submit, name="submit"),
    path("my/application/withdraw/", requests.withdraw, name="withdraw"),
    path("my/application/choices/", requests.choices, name="choices"),
    path("my/application/choices/add/", requests.choose, name="choose"),
    path("my/application/choices/rank/", requests.rank, name="rank"),
    path("my/application/choices/<uuid:choice_id>/remove/", requests.unchoose, name="unchoose"),
    path("my/application/choices/<uuid:choice_id>/up/", requests.move_choice, {"direction": "up"}, name="move_up"),
    path(
        "my/application/choices/<uuid:choice_id>/down/", requests.move_choice, {"direction": "down"}, name="move_down"
    ),
    path("l/<str:token>/school/", school.school_answer, name="school_answer"),
    path("applications/", office.applications, name="applications"),
    path("applications/<uuid:application_id>/", office.application, name="application"),
    path("applications/<uuid:application_id>/exempt/", background.exempt, name="exempt"),
    path(
        "applications/<uuid:application_id>/exempt/<uuid:exemption_id>/end/",
        background.end_exemption,
        name="end_exemption",
    ),
    path("applications/<uuid:application_id>/decide/", office.decide, name="decide"),
]
