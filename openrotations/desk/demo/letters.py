"""Letter requests of the demo, in every state, with letters that say only what the role allows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from openrotations.desk.demo.offerings import Offering
from openrotations.desk.demo.people import Student
from openrotations.desk.demo.placements import Placement
from openrotations.desk.demo.sites import Site
from openrotations.desk.demo.texts import load, moment

LetterState = Literal[
    "asked", "agreed", "declined", "redirected", "drafted", "signed", "handed_over", "confirmed_received", "withdrawn"
]
STEPS: dict[LetterState, tuple[LetterState, ...]] = {
    "confirmed_received": ("asked", "agreed", "drafted", "signed", "handed_over", "confirmed_received"),
    "signed": ("asked", "agreed", "drafted", "signed"),
    "asked": ("asked",),
    "handed_over": ("asked", "agreed", "drafted", "signed", "handed_over"),
    "drafted": ("asked", "agreed", "drafted"),
    "agreed": ("asked", "agreed"),
    "declined": ("asked", "declined"),
    "redirected": ("asked", "redirected"),
    "withdrawn": ("asked", "agreed", "drafted", "signed", "withdrawn"),
}
WITH_TEXT: frozenset[LetterState] = frozenset({"drafted", "signed", "handed_over", "confirmed_received", "withdrawn"})
WAIVED_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """A request for a letter. `steps` has each state reached and its moment; `text` is empty until drafted."""

    key: str
    placement: str
    student: str
    preceptor: str
    waived: bool
    state: LetterState
    steps: tuple[tuple[LetterState, datetime], ...]
    reply: str
    text: str


REPLIES: dict[LetterState, str] = {
    "declined": "I saw too little of the work to write a letter that would help. The evaluation says what I saw.",
    "redirected": "My partner supervised most of these weeks. Please ask there; I have said that you would.",
    "withdrawn": "I have withdrawn the letter to correct the dates in it.",
}


def make_letters(
    rng: Random,
    placements: tuple[Placement, ...],
    students: dict[str, Student],
    offerings: dict[str, Offering],
    sites: dict[str, Site],
    today: date,
) -> tuple[LetterRequest, ...]:
    """A request for about three in four finished placements; the states take turns, so that each is there."""
    letters: list[LetterRequest] = []
    states = list(STEPS)
    for placement in placements:
        since_end = (today - placement.ends_on).days
        if placement.state != "completed" or since_end < len(STEPS["confirmed_received"]) or rng.random() > 0.78:
            continue
        state = states[len(letters) % len(states)]
        offering = offerings[placement.offering]
        text = write(rng, placement, students[placement.student], offering, sites[offering.site])
        letters.append(
            LetterRequest(
                key=f"letter-{len(letters) + 1:03d}",
                placement=placement.key,
                student=placement.student,
                preceptor=offering.preceptor,
                waived=rng.random() < WAIVED_SHARE,
                state=state,
                steps=make_steps(rng, state, placement.ends_on, since_end),
                reply=REPLIES.get(state, ""),
                text=text if state in WITH_TEXT else "",
            )
        )
    return tuple(letters)


def make_steps(
    rng: Random, state: LetterState, ended_on: date, days_since: int
) -> tuple[tuple[LetterState, datetime], ...]:
    """Each state on a day of its own, the first on the last day of the placement or after it, none after yesterday."""
    names = STEPS[state]
    days = sorted(rng.sample(range(min(days_since, 60)), len(names)))
    return tuple(
        (name, moment(rng, ended_on + timedelta(days=passed))) for name, passed in zip(names, days, strict=True)
    )


def write(rng: Random, placement: Placement, student: Student, offering: Offering, site: Site) -> str:
    """A letter of four short paragraphs. For an observer it claims nothing that was done with patients."""
    texts = load("comments.yaml")["letter"]
    paragraphs = (
        "Dear Program Director,",
        texts["opening"],
        texts[offering.participation] + " " + rng.choice(texts["strengths"]),
        rng.choice(texts["growth"]) + " " + texts["closing"],
    )
    return "\n\n".join(paragraphs).format(
        name=student.latin_name,
        given=student.given_name,
        weeks=placement.weeks,
        specialty=offering.specialty_label,
        site=site.name,
        start=f"{placement.starts_on.day} {placement.starts_on:%b %Y}",
        end=f"{placement.ends_on.day} {placement.ends_on:%b %Y}",
    )
