"""Home schools of the demo and their registrars."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from openrotations.desk.demo.names import NameGiver, mailbox
from openrotations.desk.demo.texts import load

CARIBBEAN = frozenset({"GD", "DM", "KN", "AG", "SX", "BB"})
"""The countries of the demo that the FSMB census counts as the Caribbean."""

AccreditationStanding = Literal["recognised", "unknown"]


@dataclass(frozen=True, slots=True)
class School:
    """A fictional school. `standing` is the demo's own word on accreditation and names no real agency."""

    key: str
    name: str
    local_name: str
    city: str
    country: str
    country_name: str
    domain: str
    website: str
    culture: str
    standing: AccreditationStanding
    standing_note: str
    fictional: bool = True


@dataclass(frozen=True, slots=True)
class Registrar:
    """Who confirms enrolment and windows. `email_confirmed_from` is empty until staff confirmed the address."""

    key: str
    school: str
    full_name: str
    latin_name: str
    title: str
    email: str
    phone: str
    email_confirmed_from: str


STANDING_NOTES: dict[AccreditationStanding, str] = {
    "recognised": "Demo school. The demo treats its accreditation as recognised.",
    "unknown": "Demo school. Nobody has checked its accreditation yet.",
}
CONFIRMED_FROM = (
    "The school's own website, page of the registrar",
    "A telephone call to the school's switchboard",
    "A letter on the school's letterhead, answered by post",
)
TITLES = ("Registrar", "Head of the student office", "Dean's secretary for electives", "Academic registrar")


def make_schools(rng: Random) -> tuple[School, ...]:
    """Every school of `schools.yaml`, in its order. About one in nine has not been checked yet."""
    schools = []
    for number, row in enumerate(load("schools.yaml"), start=1):
        country, country_name, name, local_name, city, slug, culture = row
        standing: AccreditationStanding = "unknown" if rng.random() < 0.11 else "recognised"
        schools.append(
            School(
                key=f"school-{number:02d}",
                name=name,
                local_name=local_name,
                city=city,
                country=country,
                country_name=country_name,
                domain=f"{slug}.example",
                website=f"https://www.{slug}.example/",
                culture=culture,
                standing=standing,
                standing_note=STANDING_NOTES[standing],
            )
        )
    return tuple(schools)


def make_registrars(
    rng: Random, schools: tuple[School, ...], names: NameGiver, have_answered: frozenset[str]
) -> tuple[Registrar, ...]:
    """One registrar for each school. Addresses of those who never answered still wait to be confirmed by staff.

    `have_answered` has the keys of the schools that decided on a window: no link goes to an unconfirmed address.
    """
    registrars = []
    for number, school in enumerate(schools, start=1):
        name = names.give(school.culture)
        registrars.append(
            Registrar(
                key=f"registrar-{number:02d}",
                school=school.key,
                full_name=name.full,
                latin_name=name.latin,
                title=rng.choice(TITLES),
                email=f"{mailbox(name.latin)}@registrar.{school.domain}",
                phone=f"+1 555 555 02{number:02d}",
                email_confirmed_from=rng.choice(CONFIRMED_FROM) if school.key in have_answered else "",
            )
        )
    return tuple(registrars)
