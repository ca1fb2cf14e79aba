"""Saving what was looked up and what students told, through the actions of the package it belongs to."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

from openrotations.applications.actions.background import tell_background
from openrotations.common.actors import Actor
from openrotations.desk.imports.plans import Item, Sort
from openrotations.hosts.actions import change_agreement, change_credential, draft_agreement, note_credential
from openrotations.hosts.models import Agreement, Certification, Credential, Insurance, Licence, Preceptor, Site
from openrotations.schools.actions import (
    add_blackout,
    drop_fact,
    state_agency,
    state_policy,
    state_sponsor_note,
)
from openrotations.schools.models import Blackout, School, Student

type Saver = Callable[[Item, Actor, datetime], None]
_CHECKED = ("source", "checked_on")
_POLICY = (
    "allows_external", "from_year", "most_weeks", "gives_credit", "credit_note", "signs", "approves_each",
    "evaluation_back",
)  # fmt: skip
_TEXTS = ("credit_note", "signs", "evaluation_back")
_HELD: dict[Sort, type[Credential]] = {
    Sort.LICENCE: Licence,
    Sort.CERTIFICATION: Certification,
    Sort.INSURANCE: Insurance,
}


def _policy(item: Item, by: Actor, now: datetime) -> None:
    item.row = state_policy(_school(item), _whole(item, (*_POLICY, *_CHECKED)), by=by, now=now)


def _blackout(item: Item, by: Actor, now: datetime) -> None:
    """Another reason for the same days takes the place of the one before."""
    if item.row is not None:
        drop_fact(cast(Blackout, item.row), by=by, now=now)
    item.row = add_blackout(_school(item), item.values["period"], because=item.values["because"], by=by, now=now)


def _sponsor_note(item: Item, by: Actor, now: datetime) -> None:
    names = ("presence", "graduated_from", "graduated_to", "until", *_CHECKED)
    item.row = state_sponsor_note(_school(item), _whole(item, names), by=by, now=now)


def _agency(item: Item, by: Actor, now: datetime) -> None:
    names = ("agency", "country", "until", *_CHECKED)
    item.row = state_agency(_school(item), _whole(item, names), by=by, now=now)


def _held(item: Item, by: Actor, now: datetime) -> None:
    if item.row is None:
        preceptor = cast(Preceptor, item.links["preceptor"].row)
        item.row = note_credential(_HELD[item.sort], preceptor, item.values, evidence=None, by=by, now=now)
    else:
        change_credential(cast(Credential, item.row), item.values, evidence=None, by=by, now=now)


def _agreement(item: Item, by: Actor, now: datetime) -> None:
    if item.row is not None:
        change_agreement(cast(Agreement, item.row), item.values, document=None, by=by, now=now)
        return
    school = cast(School, item.links["school"].row) if "school" in item.links else None
    names = {"school_id": school.pk, "school_name": school.name} if school else {}
    site = cast(Site, item.links["site"].row)
    item.row = draft_agreement(site, {**item.values, **names}, document=None, by=by, now=now)


def _background(item: Item, by: Actor, now: datetime) -> None:
    item.row = tell_background(cast(Student, item.links["student"].row), item.values, by=by, now=now)


def _school(item: Item) -> School:
    return cast(School, item.links["school"].row)


def _whole(item: Item, names: Iterable[str]) -> dict[str, Any]:
    """Every field as it will be: what the file says, else what is known."""
    values = {name: item.value(name) for name in names}
    return {name: "" if value is None and name in _TEXTS else value for name, value in values.items()}


SAVERS: dict[Sort, Saver] = {
    Sort.POLICY: _policy,
    Sort.BLACKOUT: _blackout,
    Sort.SPONSOR_NOTE: _sponsor_note,
    Sort.AGENCY: _agency,
    **dict.fromkeys(_HELD, _held),
    Sort.AGREEMENT: _agreement,
    Sort.BACKGROUND: _background,
}
