"""Saving one planned item, through the actions of the package it belongs to."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from allauth.account.models import EmailAddress

from openrotations.applications.actions.choices import save_request
from openrotations.applications.actions.profile import state_profile
from openrotations.applications.actions.requests import start_application
from openrotations.applications.models import Application, Window
from openrotations.applications.states import OVER, WINDOW_MOVES, WindowState
from openrotations.audit.actions import record
from openrotations.catalogue.actions import add_offering, change_offering, close_opening
from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.signals import opening_enlarged
from openrotations.common.actors import Actor
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.imports.saving_facts import SAVERS
from openrotations.hosts.actions import add_coordinator, add_preceptor, add_site, change_preceptor, change_site
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.people.actions import change_person
from openrotations.people.models import Person
from openrotations.placements.actions.steps import lock_offerings
from openrotations.placements.queries.seats import highest_seat_taken
from openrotations.schools.actions import add_registrar, add_school, change_school
from openrotations.schools.models import Registrar, School, Student

_STATED = ("status", "citizenship", "graduation_on", "goal")


def save_item(item: Item, *, by: Actor, now: datetime) -> None:
    """Save a new or changed item; what it refers to has been saved before. Sets its row."""
    _SAVERS[item.sort](item, by, now)


def _school(item: Item, by: Actor, now: datetime) -> None:
    if item.row is None:
        values = dict(item.values)
        item.row = add_school(values, supplied_by=values.pop("supplied_by"), by=by, now=now)
    else:
        change_school(cast(School, item.row), item.values, by=by, now=now)


def _registrar(item: Item, by: Actor, now: datetime) -> None:
    if item.row is None:
        item.row = add_registrar(cast(School, item.links["school"].row), **item.values, by=by, now=now)
    else:
        _rename(cast(Registrar, item.row), item, by, now)


def _site(item: Item, by: Actor, now: datetime) -> None:
    if item.row is None:
        item.row = add_site(item.values, by=by, now=now)
    else:
        change_site(cast(Site, item.row), item.values, by=by, now=now)


def _coordinator(item: Item, by: Actor, now: datetime) -> None:
    if item.row is None:
        item.row = add_coordinator(cast(Site, item.links["site"].row), **item.values, by=by, now=now)
    else:
        _rename(cast(HostCoordinator, item.row), item, by, now)


def _rename(contact: Registrar | HostCoordinator, item: Item, by: Actor, now: datetime) -> None:
    """The address stays, and with it whether it is confirmed; only the name is another."""
    contact = type(contact).locked(contact.pk)
    before, contact.full_name = contact.full_name, item.values["full_name"]
    contact.save(update_fields=["full_name"])
    sealed = {"before": before, "after": contact.full_name}
    record("rename_contact", contact, by=by, now=now, sealed=sealed, about=contact.pk)


def _preceptor(item: Item, by: Actor, now: datetime) -> None:
    sites = [cast(Site, site.row) for site in item.joined]
    if item.row is None:
        item.row = add_preceptor(item.values, sites=sites, by=by, now=now)
    else:
        values = {"email": cast(Preceptor, item.row).email, **item.values}
        item.row = change_preceptor(cast(Preceptor, item.row), values, sites=sites, by=by, now=now)


def _offering(item: Item, by: Actor, now: datetime) -> None:
    if item.row is None:
        links = {name: linked.row for name, linked in item.links.items()}
        item.row = add_offering({**item.values, **links}, by=by, now=now)
    else:
        item.row = change_offering(cast(Offering, item.row), item.values, by=by, now=now)


def _opening(item: Item, by: Actor, now: datetime) -> None:
    """Unlike `add_opening` this takes dates that are over: an office brings its past along."""
    offering = cast(Offering, item.links["offering"].row)
    lock_offerings([offering.pk])
    values = item.values
    opening = cast(Opening | None, item.row)
    if opening is None:
        opening = Opening.objects.create(offering=offering, period=values["period"].stored, seats=values["seats"])
        record("add_opening", opening, by=by, now=now, offering=str(offering.pk), seats=opening.seats)
    elif "seats" in values:
        opening = Opening.locked(opening.pk)
        before, opening.seats = opening.seats, max(values["seats"], highest_seat_taken(opening))
        opening.save(update_fields=["seats"])
        record("change_seats", opening, by=by, now=now, before=before, after=opening.seats)
        if opening.seats > before:
            opening_enlarged.send(Opening, opening=opening, by=by, now=now)
    if values.get("closed"):
        close_opening(opening, by=by, now=now)
    item.row = opening


def _person(item: Item, by: Actor, now: datetime) -> None:
    if item.row is not None:
        change_person(cast(Person, item.row), item.values, by=by, now=now)
        return
    person = Person.objects.create_user(**item.values)
    # Nobody has shown yet that the address is theirs; the first sign-in code does.
    EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=True)
    record("add_person", person, by=by, now=now, sealed=dict(item.values), about=person.pk)
    item.row = person


def _student(item: Item, by: Actor, now: datetime) -> None:
    known = cast(Student | None, item.row)
    person = known.person if known else cast(Person, item.links["person"].row)
    person.refresh_from_db()
    profile: dict[str, Any] = {name: item.value(name) for name in _STATED}
    profile["goal"] = profile["goal"] or Student.Goal.UNDECIDED
    profile |= {"school": item.links["school"].row, "full_name": person.full_name}
    item.row = state_profile(person, cast(Any, profile), by=by, now=now)


def _window(item: Item, by: Actor, now: datetime) -> None:
    student, period = cast(Student, item.links["student"].row), item.values["period"]
    if item.row is not None:
        # Found by its dates: another status of the student may have stated all windows anew.
        old = cast(Window, item.row).period
        stated = Window.objects.select_for_update(no_key=True).filter(student=student, state=WindowState.STATED)
        window = stated.get(period=old)
        window.period = period.stored
        window.save(update_fields=["period"])
        record("change_window", window, by=by, now=now, student=str(student.pk))
        return
    window = Window.objects.create(student=student, period=period.stored)
    record("add_window", window, by=by, now=now, student=str(student.pk))
    if student.status == Student.Status.GRADUATE:
        # No curriculum binds a graduate, so there is nobody to ask.
        WINDOW_MOVES.move(window, WindowState.APPROVED, answered_at=now)
        record("open_window", window, by=by, now=now, because="graduate")
    item.row = window


def _application(item: Item, by: Actor, now: datetime) -> None:
    student = cast(Student, item.links["student"].row)
    application = cast(Application | None, item.row) or student.applications.exclude(state__in=OVER).first()
    application = application or start_application(student, by=by, now=now)
    save_request(
        application,
        weeks_wanted=item.values["weeks_wanted"],
        note=application.note,
        most_rotations=application.most_rotations,
        most_moves=application.most_moves,
        budget=application.budget,
        friend_email=application.friend_email,
        by=by,
        now=now,
    )
    item.row = application


_SAVERS: dict[Sort, Callable[[Item, Actor, datetime], None]] = {
    **SAVERS,
    Sort.SCHOOL: _school,
    Sort.REGISTRAR: _registrar,
    Sort.SITE: _site,
    Sort.COORDINATOR: _coordinator,
    Sort.PRECEPTOR: _preceptor,
    Sort.OFFERING: _offering,
    Sort.OPENING: _opening,
    Sort.PERSON: _person,
    Sort.STUDENT: _student,
    Sort.WINDOW: _window,
    Sort.APPLICATION: _application,
}
