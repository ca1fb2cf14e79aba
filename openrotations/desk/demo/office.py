"""The programme office of the demo and the people who work in it."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from openrotations.desk.demo.names import NameGiver, mailbox


@dataclass(frozen=True, slots=True)
class Office:
    """The one programme office. `refund_policy` has pairs of days before the start and per cent given back."""

    name: str
    short_name: str
    street: str
    city: str
    state: str
    postal_code: str
    zone: str
    phone: str
    email: str
    website: str
    letterhead: tuple[str, ...]
    opening_hours: str
    fewest_weeks: int
    most_weeks: int
    hold_days: int
    host_answer_working_days: int
    graduates_only_observe: bool
    refund_policy: tuple[tuple[int, int], ...]
    fictional: bool = True


@dataclass(frozen=True, slots=True)
class Staff:
    """A director or a coordinator of the office."""

    key: str
    role: Literal["director", "coordinator"]
    full_name: str
    latin_name: str
    title: str
    email: str


def make_office() -> Office:
    """The demo's office. Its postal code, telephone number and domain can belong to nobody."""
    return Office(
        name="Paper Lantern Clinical Rotations (demo)",
        short_name="Paper Lantern",
        street="5 Lamplighter Row, Floor 3",
        city="Papermoon Heights",
        state="NY",
        postal_code="00000",
        zone="America/New_York",
        phone="+1 555 555 0100",
        email="office@paperlantern-rotations.example",
        website="https://www.paperlantern-rotations.example/",
        letterhead=(
            "Paper Lantern Clinical Rotations",
            "5 Lamplighter Row, Floor 3, Papermoon Heights, NY 00000",
            "+1 555 555 0100 · office@paperlantern-rotations.example",
            "A fictional programme for demonstration",
        ),
        opening_hours="Monday to Friday, 9:00 to 17:00",
        fewest_weeks=4,
        most_weeks=13,
        hold_days=7,
        host_answer_working_days=5,
        graduates_only_observe=True,
        refund_policy=((60, 100), (30, 50), (0, 0)),
    )


def make_staff(rng: Random, names: NameGiver) -> tuple[Staff, ...]:
    """Two directors and four coordinators."""
    titles = ("Programme director", "Director of education", *["Coordinator"] * 2, *["Senior coordinator"] * 2)
    staff = []
    for number, title in enumerate(titles, start=1):
        name = names.give(rng.choice(("american", "spanish", "caribbean")))
        role: Literal["director", "coordinator"] = "director" if number <= 2 else "coordinator"
        staff.append(
            Staff(
                key=f"staff-{number}",
                role=role,
                full_name=name.full,
                latin_name=name.latin,
                title=title,
                email=f"{mailbox(name.latin)}@paperlantern-rotations.example",
            )
        )
    return tuple(staff)
