"""Weeks wanted and ranked choices, before the application is handed in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from openrotations.applications import rules
from openrotations.applications.models import Application, Preference
from openrotations.applications.queries.lists import choices_of
from openrotations.audit.actions import record
from openrotations.catalogue.models import Opening
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if


@transaction.atomic
def save_request(
    application: Application,
    *,
    weeks_wanted: int | None,
    note: str,
    most_rotations: int | None = None,
    most_moves: int | None = None,
    budget: Decimal | None = None,
    friend_email: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Save how many weeks the student wants in all, the limits of a plan, and what the office should know.

    A limit that is None is no limit. `friend_email` names another student to go with; it counts once that student
    has named this one.
    """
    application = _editable(application)
    own_address = application.student.person.email
    refuse_if(rules.why_not_friend(friend_email=friend_email.strip().lower(), own_address=own_address))
    application.weeks_wanted, application.note = weeks_wanted, note.strip()
    application.most_rotations, application.most_moves, application.budget = most_rotations, most_moves, budget
    application.friend_email = friend_email.strip().lower()
    application.save(update_fields=["weeks_wanted", "note", "most_rotations", "most_moves", "budget", "friend_email"])
    record("save_request", application, by=by, now=now, weeks_wanted=weeks_wanted)


@transaction.atomic
def add_choice(application: Application, opening: Opening, *, by: Actor, now: datetime) -> Preference:
    """Put an opening at the end of the list. It may be one that does not fit yet: the list says so."""
    application = _editable(application)
    listed = list(choices_of(application))
    is_listed = any(choice.opening_id == opening.pk for choice in listed)
    refuse_if(rules.why_not_add_choice(is_listed=is_listed, count=len(listed)))
    rank = listed[-1].rank + 1 if listed else 1
    choice = Preference.objects.create(application=application, opening=opening, rank=rank)
    record("add_choice", application, by=by, now=now, opening=str(opening.pk), rank=rank)
    return choice


@transaction.atomic
def remove_choice(choice: Preference, *, by: Actor, now: datetime) -> None:
    """Take a choice off the list; those below move up."""
    application = _editable(choice.application)
    record("remove_choice", application, by=by, now=now, opening=str(choice.opening_id))
    Preference.objects.filter(pk=choice.pk).delete()
    _renumber(list(choices_of(application)))


@transaction.atomic
def move_choice(choice: Preference, *, up: bool, by: Actor, now: datetime) -> None:
    """Change places with the choice above or below; at the end of the list nothing changes."""
    application = _editable(choice.application)
    listed = list(choices_of(application))
    place = next((n for n, row in enumerate(listed) if row.pk == choice.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(listed):
        return
    listed[place], listed[other] = listed[other], listed[place]
    _renumber(listed)
    record("rank_choices", application, by=by, now=now, openings=[str(row.opening_id) for row in listed])


@transaction.atomic
def rank_choices(application: Application, ranks: Mapping[UUID, int], *, by: Actor, now: datetime) -> None:
    """Order the list by the numbers given, choice id -> number; equal numbers keep their order."""
    application = _editable(application)
    listed = sorted(choices_of(application), key=lambda row: (ranks.get(row.pk, row.rank), row.rank))
    _renumber(listed)
    record("rank_choices", application, by=by, now=now, openings=[str(row.opening_id) for row in listed])


def _editable(application: Application) -> Application:
    application = Application.locked(application.pk)
    refuse_if(rules.why_not_edit(state=application.state))
    return application


def _renumber(choices: Sequence[Preference]) -> None:
    for rank, choice in enumerate(choices, start=1):
        choice.rank = rank
    Preference.objects.bulk_update(choices, ["rank"])
