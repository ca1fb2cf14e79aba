"""The programme's texts: what everybody reads, a draft that only the office does, and what each student accepted."""

from datetime import datetime
from typing import TYPE_CHECKING

from openrotations.common.actors import Actor
from openrotations.consents import actions
from openrotations.consents.models import Acceptance, Kind, Version
from openrotations.consents.queries import owed_by
from openrotations.consents.tests.factories import draft_values, make_version
from openrotations.people.models import Person
from tests.walker.canaries import Canaries

if TYPE_CHECKING:
    from tests.walker.sides import Side


def publish_texts(canaries: Canaries, director: Person, *, readers: tuple[str, ...], now: datetime) -> None:
    """Every text is in force; the next wording of the consent is being written."""
    for kind in Kind.values:
        make_version(kind, by=director, now=now, text="Be kind to each other.")
    words = {name: canaries.word("office", *readers) for name in ("title", "text", "change")}
    by = Actor("person", str(director.pk), "director")
    actions.save_draft(Kind.PAPERS, draft_values(now.date(), **words), by=by, now=now)


def accept_texts(side: "Side") -> None:
    """The student accepts all of it: the conditions on signing up, the consent on its page."""
    person, by = side.student.person, side.as_student()
    owed = [str(version.pk) for version in owed_by(person.pk, side.now.date())]
    actions.accept_with_profile(person, owed, by=by, now=side.now)
    # The other student said no to the release: their school reads nothing.
    kinds = (Kind.PAPERS, Kind.RELEASE) if side.owner == "one" else (Kind.PAPERS,)
    for consent in Version.objects.filter(kind__in=kinds, state="published"):
        actions.accept_version(consent, person, how=Acceptance.How.PAGE, by=by, now=side.now)
