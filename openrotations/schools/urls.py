"""Addresses of this package, below /schools/."""

from django.urls import path

from openrotations.schools.views import agencies, evidence, knowledge, pages, register, registrars, twins

app_name = "schools"
urlpatterns = [
    path("", register.schools, name="schools"),
    path("add/", register.add_school, name="add_school"),
    path("pairs/", twins.pairs, name="pairs"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("page/", pages.ask_for_page, name="ask_for_page"),
    path("<uuid:school_id>/", register.school, name="school"),
    path("<uuid:school_id>/edit/", register.edit_school, name="edit_school"),
    path("<uuid:school_id>/policy/", knowledge.state_policy, name="state_policy"),
    path("<uuid:school_id>/sponsor-note/", knowledge.state_sponsor_note, name="state_sponsor_note"),
    path("<uuid:school_id>/agencies/add/", knowledge.add_agency, name="add_agency"),
    path("<uuid:school_id>/states/add/", knowledge.add_standing, name="add_standing"),
    path("<uuid:school_id>/days/add/", knowledge.add_blackout, name="add_blackout"),
    path("<uuid:school_id>/facts/<uuid:fact_id>/drop/", knowledge.drop_fact, name="drop_fact"),
    path("<uuid:school_id>/names/add/", knowledge.add_other_name, name="add_other_name"),
    path("<uuid:school_id>/names/<uuid:name_id>/drop/", knowledge.drop_other_name, name="drop_other_name"),
    path("<uuid:school_id>/files/add/", evidence.add_evidence, name="add_evidence"),
    path("<uuid:school_id>/files/<uuid:evidence_id>/", evidence.evidence, name="evidence"),
    path("<uuid:school_id>/files/<uuid:evidence_id>/drop/", evidence.drop_evidence, name="drop_evidence"),
    path("<uuid:school_id>/twins/", twins.twins, name="twins"),
    path("<uuid:school_id>/twins/answer/", twins.judge_twin, name="judge_twin"),
    path("<uuid:school_id>/registrars/add/", registrars.add_registrar, name="add_registrar"),
    path("registrars/<uuid:registrar_id>/confirm/", registrars.confirm_registrar, name="confirm_registrar"),
    path("registrars/<uuid:registrar_id>/page/", registrars.send_page, name="send_page"),
]
