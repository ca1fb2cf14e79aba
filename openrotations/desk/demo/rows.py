"""The rows made so far, by the keys of the demo world, and who acted."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from zlib import crc32

from openrotations.applications.models import Application, Window
from openrotations.catalogue.models import Offering, Opening
from openrotations.common.actors import Actor
from openrotations.desk.demo import placements as plan
from openrotations.desk.demo.diary import Diary
from openrotations.desk.demo.world import World
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.office.models import Programme
from openrotations.people.models import Contact, Person
from openrotations.placements.models import Placement, Round
from openrotations.schools.models import Registrar, School, Student


@dataclass
class Rows:
    """Everything filled so far. A fill function reads what came before it and adds its own."""

    world: World
    opened_at: datetime = field(init=False)
    diary: Diary = field(default_factory=Diary)
    programme: Programme = field(default_factory=Programme)
    coordinators: list[Person] = field(default_factory=list)
    directors: list[Person] = field(default_factory=list)
    schools: dict[str, School] = field(default_factory=dict)
    registrars: dict[str, Registrar] = field(default_factory=dict)
    """By the key of their school."""
    sites: dict[str, Site] = field(default_factory=dict)
    hosts: dict[str, HostCoordinator] = field(default_factory=dict)
    """The first coordinator of each site, by the key of the site."""
    preceptors: dict[str, Preceptor] = field(default_factory=dict)
    offerings: dict[str, Offering] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    """Accounts of students, by the key of the student; those without a profile too."""
    students: dict[str, Student] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    """By the key of the student."""
    rounds: dict[str, Round] = field(default_factory=dict)
    placements: dict[str, Placement] = field(default_factory=dict)
    """The past's only; what the newest round gave is found through the application."""

    @property
    def newest_round(self) -> str:
        """The key of the round published a few days ago; the one after it still collects."""
        return self.world.rounds[-2].key

    @property
    def midnight(self) -> datetime:
        """The beginning of today, in UTC; the past ends here."""
        return datetime.combine(self.world.today, time(), UTC)

    @property
    def hold(self) -> timedelta:
        """How long an offer is held."""
        return timedelta(hours=self.programme.hold_hours)

    @cached_property
    def plans(self) -> dict[str, plan.Placement]:
        """The world's placements by key."""
        return {placement.key: placement for placement in self.world.placements}

    @cached_property
    def offering_sites(self) -> dict[str, str]:
        """The key of each offering's site."""
        return {offering.key: offering.site for offering in self.world.catalogue.offerings}

    @cached_property
    def offering_preceptors(self) -> dict[str, str]:
        """The key of each offering's preceptor."""
        return {offering.key: offering.preceptor for offering in self.world.catalogue.offerings}

    def coordinator_for(self, key: str) -> Person:
        """The coordinator who looks after this thing, always the same one."""
        return self.coordinators[crc32(key.encode()) % len(self.coordinators)]

    def office_for(self, key: str) -> Actor:
        """That coordinator, as an actor."""
        return Actor("person", str(self.coordinator_for(key).pk), "coordinator")

    def student_actor(self, key: str) -> Actor:
        """The student with that key, as an actor."""
        return Actor("person", str(self.people[key].pk), "student")


def link_actor(contact: Contact) -> Actor:
    """A contact who acts by signed link."""
    return Actor("link", str(contact.pk), str(contact._meta.verbose_name))
