"""The office's pages to keep what it found out about a school, each with its source and the day of the look."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.common.actors import Actor
from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.schools import access, actions, queries
from openrotations.schools.facts import policy_of
from openrotations.schools.forms import (
    AgencyForm,
    BlackoutForm,
    OtherNameForm,
    PolicyForm,
    SponsorNoteForm,
    StandingForm,
    checked_today,
)
from openrotations.schools.models import School
from openrotations.schools.views.crumbs import crumbs_to

type Keep = Callable[[School, Any, Actor, datetime], object]


@office
def state_policy(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """The school's policy on external rotations."""
    found = access.any_school(school_id)
    known = PolicyForm.initial_of(policy_of(found)) or {"checked_on": timezone.localdate()}
    form = PolicyForm(posted(request), initial=known)
    return _kept(request, found, form, _("Policy on rotations elsewhere"), _policy)


@office
def state_sponsor_note(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """Whether the school's page in the World Directory carries a sponsor note."""
    found = access.any_school(school_id)
    known = SponsorNoteForm.initial_of(queries.note_of(found)) | checked_today(timezone.localdate())
    return _kept(request, found, SponsorNoteForm(posted(request), initial=known), _("Sponsor note"), _note)


@office
def add_agency(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """An agency's accreditation of the school."""
    found = access.any_school(school_id)
    known = {"country": str(found.country), "checked_on": timezone.localdate()}
    return _kept(request, found, AgencyForm(posted(request), initial=known), _("Accreditation by an agency"), _agency)


@office
def add_standing(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """Whether a state has approved the school."""
    found = access.any_school(school_id)
    form = StandingForm(posted(request), initial=checked_today(timezone.localdate()))
    return _kept(request, found, form, _("Standing in a state"), _standing)


@office
def add_blackout(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """Days on which the school lets nobody be away."""
    found = access.any_school(school_id)
    return _kept(request, found, BlackoutForm(posted(request)), _("Days when nobody may be away"), _blackout)


@office
def add_other_name(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """Another name or spelling of the school."""
    found = access.any_school(school_id)
    return _kept(request, found, OtherNameForm(posted(request)), _("Another name"), _name)


@office
@require_POST
def drop_fact(request: PersonRequest, school_id: UUID, fact_id: UUID) -> HttpResponse:
    """Take away something that is not so."""
    found = access.any_school(school_id)
    actions.drop_fact(access.fact_of_school(found, fact_id), by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("It is taken away. The trail keeps that it was there."))
    return redirect("schools:school", found.pk)


@office
@require_POST
def drop_other_name(request: PersonRequest, school_id: UUID, name_id: UUID) -> HttpResponse:
    """Take away a name that is not the school's."""
    found = access.any_school(school_id)
    actions.drop_other_name(access.name_of_school(found, name_id), by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The name is taken away."))
    return redirect("schools:school", found.pk)


def _policy(school: School, form: Any, by: Actor, now: datetime) -> object:
    return actions.state_policy(school, form.cleaned_data, by=by, now=now)


def _note(school: School, form: Any, by: Actor, now: datetime) -> object:
    return actions.state_sponsor_note(school, form.cleaned_data, by=by, now=now)


def _agency(school: School, form: Any, by: Actor, now: datetime) -> object:
    return actions.state_agency(school, form.cleaned_data, by=by, now=now)


def _standing(school: School, form: Any, by: Actor, now: datetime) -> object:
    return actions.state_standing(school, form.cleaned_data, by=by, now=now)


def _blackout(school: School, form: Any, by: Actor, now: datetime) -> object:
    return actions.add_blackout(school, form.period, because=form.cleaned_data["because"], by=by, now=now)


def _name(school: School, form: Any, by: Actor, now: datetime) -> object:
    return actions.add_other_name(school, form.cleaned_data["name"], by=by, now=now)


def _kept(request: PersonRequest, school: School, form: forms.Form, title: str, keep: Keep) -> HttpResponse:
    if form.is_valid():
        with reasons_on(form):
            keep(school, form, actor_of(request.user), timezone.now())
            messages.success(request, _("It is kept."))
            return redirect("schools:school", school.pk)
    return form_page(request, "schools/keep.html", form, {"title": title, "crumbs": crumbs_to(title, school)})
