"""Published texts and people who accepted them, for tests."""

from datetime import date, datetime

from django.utils import timezone

from openrotations.common.actors import Actor
from openrotations.consents import actions
from openrotations.consents.models import Acceptance, Kind, Version
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff


def make_version(
    kind: str = Kind.TERMS, *, by: Person | None = None, now: datetime | None = None, **values: object
) -> Version:
    """The next published version of a text, in force from the day of `now` unless `values` say otherwise."""
    now, person = now or timezone.now(), by or make_staff("director")
    actor = Actor("person", str(person.pk), "director")
    draft = actions.save_draft(kind, draft_values(now.date(), **values), by=actor, now=now)
    return actions.publish_version(draft, read=draft.fingerprint, by=actor, now=now)


def draft_values(day: date, **values: object) -> dict[str, object]:
    """What a director writes."""
    usual = {
        "title": "What we agree",
        "text": "## Plainly\n\nBe kind.\n\n- Come in time\n- Ask",
        "change": "This is the first version.",
        "holds_from": day,
        "needs_acceptance": True,
    }
    return {**usual, **values}


def accept(person: Person, version: Version, *, now: datetime | None = None) -> Acceptance:
    """What a student does on the page of a text."""
    by = Actor("person", str(person.pk), "student")
    return actions.accept_version(version, person, how=Acceptance.How.PAGE, by=by, now=now or timezone.now())
