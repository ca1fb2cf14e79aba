"""A small programme with two of everybody, in which every text carries a word of its owner."""

from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db import models

from openrotations.common.actors import Actor
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person, SignedLink, StaffRole
from openrotations.people.tests.factories import make_staff
from openrotations.people.tokens import token_for
from openrotations.rulebook.actions import propose_change, propose_counter
from tests.walker.canaries import Canaries
from tests.walker.rounds import build_rounds
from tests.walker.sides import OFFICE, PARTIES, build_side
from tests.walker.texts import publish_texts


@dataclass
class World:
    """What was built, by owner: `one` and `two` are the two sides, `office` is what is shared."""

    canaries: Canaries = field(default_factory=Canaries)
    rows: dict[str, list[models.Model]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)

    def links(self, owner: str, purpose: str) -> list[SignedLink]:
        """The signed links of this owner and purpose."""
        found = (row for row in self.rows[owner] if isinstance(row, SignedLink))
        return [row for row in found if row.purpose == purpose]

    def holder(self, link: SignedLink) -> str:
        """The party that holds this link."""
        return self.parties[link.email]


def build_world(now: datetime) -> World:
    """Two students with school, host and preceptor each, in every state of the journey, and the office."""
    world, known = World(), _all_rows()
    make_programme()
    for kind in OFFICE:
        # Staff sign what they write to everybody with their name.
        world.people[kind] = make_staff(StaffRole.Kind(kind), world.canaries.word("office", *OFFICE, *PARTIES))
    _propose_rule(world, now)
    publish_texts(world.canaries, world.people["director"], readers=OFFICE, now=now)
    world.rows["office"] = _new_rows(known)
    for owner in ("one", "two"):
        side = build_side(owner, world.canaries, by=world.people["coordinator"], now=now)
        world.people[f"student-{owner}"] = side.student.person
        world.parties |= side.parties
        world.rows[owner] = _new_rows(known)
    build_rounds(by=world.people["coordinator"], now=now)
    for row in _new_rows(known):
        world.rows[_owner_of(row)].append(row)
    return world


def _propose_rule(world: World, now: datetime) -> None:
    """A rule, and what a state counts, that the director wants to be taken away; only the office reads why."""
    by, because = Actor("person", str(world.people["director"].pk), "director"), world.canaries.word("office", *OFFICE)
    propose_change("weeks-in-range", "", because=because, effective_on=now.date(), by=by, now=now)
    propose_counter(None, "florida-electives", because=because, effective_on=now.date(), by=by, now=now)


def token_of(link: SignedLink) -> str:
    """The token as the mail carries it."""
    return token_for(link.pk, link.salt)


def _owner_of(row: models.Model) -> str:
    """A student's part in a round is theirs; the round itself is the office's."""
    entry = getattr(row, "entry", row)
    application = getattr(entry, "application", None)
    if application is None:
        return "office"
    return "one" if "canary-one-" in application.student.person.full_name else "two"


def _own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("openrotations.")]


def _all_rows() -> dict[type[models.Model], set[object]]:
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in _own_models()}


def _new_rows(known: dict[type[models.Model], set[object]]) -> list[models.Model]:
    found: list[models.Model] = []
    for model, keys in known.items():
        fresh = list(model._default_manager.exclude(pk__in=keys))
        keys.update(row.pk for row in fresh)
        found += fresh
    return found
