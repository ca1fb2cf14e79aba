"""Addresses of this package."""

from django.urls import path

from openrotations.consents.views import office, public, releases, students

app_name = "consents"
urlpatterns = [
    path("terms/", public.terms, name="terms"),
    path("privacy/", public.privacy, name="privacy"),
    path("texts/<uuid:version_id>/", public.version, name="version"),
    path("my/agreements/", students.mine, name="mine"),
    path("my/agreements/<uuid:version_id>/accept/", students.accept, name="accept"),
    path("my/agreements/<uuid:acceptance_id>/withdraw/", students.withdraw, name="withdraw"),
    path("schools/release/", releases.release, name="release"),
    path("schools/release/answer/", releases.answer_release, name="answer_release"),
    path("desk/texts/", office.texts, name="texts"),
    path("desk/texts/versions/<uuid:version_id>/", office.office_version, name="office_version"),
    path("desk/texts/versions/<uuid:version_id>/publish/", office.publish, name="publish"),
    path("desk/texts/versions/<uuid:version_id>/drop/", office.drop, name="drop"),
    path("desk/texts/<slug:text_kind>/write/", office.write, name="write"),
    path("desk/texts/<slug:text_kind>/students/", office.accepted, name="accepted"),
]
