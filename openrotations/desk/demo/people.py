"""Students and graduates of the demo: who they are, where they study, what they have passed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from openrotations.desk.demo.figures import figures_of, share
from openrotations.desk.demo.names import NameGiver, mailbox
from openrotations.desk.demo.offerings import Status
from openrotations.desk.demo.schools import CARIBBEAN, School
from openrotations.desk.demo.texts import days_before

Goal = Literal["us_residency", "home", "undecided"]
Stage = Literal[
    "signed_up",
    "windows_stated",
    "windows_approved",
    "drafted",
    "submitted",
    "in_round",
    "offered",
    "accepted",
    "confirmed",
    "cleared",
    "active",
    "completed",
    "withdrawn",
    "declined",
    "cancelled",
]

STAGE_COUNTS: dict[Stage, int] = {
    "completed": 50,
    "active": 32,
    "cleared": 13,
    "confirmed": 14,
    "accepted": 12,
    "offered": 14,
    "cancelled": 8,
    "declined": 6,
    "in_round": 36,
    "submitted": 26,
    "withdrawn": 7,
    "drafted": 16,
    "windows_approved": 14,
    "windows_stated": 12,
    "signed_up": 14,
}
"""How many people stand at each stage, in the order in which seats are given to them."""


@dataclass(frozen=True, slots=True)
class Exam:
    """One examination taken. `score` is None where only pass or fail is reported, or where it was failed."""

    name: Literal["step_1", "step_2_ck"]
    taken_on: date
    passed: bool
    score: int | None


def has_passed(exams: tuple[Exam, ...], name: str, before: date) -> bool:
    """Whether that examination was passed before that day."""
    return any(exam.name == name and exam.passed and exam.taken_on < before for exam in exams)


@dataclass(frozen=True, slots=True)
class Student:
    """A student or graduate. `full_name` is as the person writes it; `country` is that of the school."""

    key: str
    full_name: str
    latin_name: str
    native_name: str
    given_name: str
    family_name: str
    email: str
    phone: str
    born_on: date
    citizenship: str
    country: str
    school: str
    status: Status
    expected_graduation_on: date | None
    graduated_on: date | None
    goal: Goal
    specialty: str
    exams: tuple[Exam, ...]
    stage: Stage
    fictional: bool = True


def draw(rng: Random, figure: str) -> str:
    """One name out of a figure of `sources.yaml`, as often as its numbers say."""
    numbers = figures_of(figure)
    return rng.choices(list(numbers), list(numbers.values()))[0]


def seats_by_school(rng: Random, schools: tuple[School, ...], total: int) -> list[School]:
    """The school of each student: every school once, the rest as the published shares of countries ask."""
    published = figures_of("school_country_share") | figures_of("school_country_share_rest")
    groups: dict[str, list[School]] = {}
    for school in schools:
        groups.setdefault("CARIBBEAN" if school.country in CARIBBEAN else school.country, []).append(school)
    chosen = list(schools)
    for group, percent in published.items():
        missing = round(total * percent / 100) - len(groups[group])
        chosen += [groups[group][turn % len(groups[group])] for turn in range(max(0, missing))]
    others = [school for group, members in groups.items() if group not in published for school in members]
    while len(chosen) < total:
        chosen.append(rng.choice(others))
    rng.shuffle(chosen)
    return chosen


def make_students(rng: Random, schools: tuple[School, ...], names: NameGiver, today: date) -> tuple[Student, ...]:
    """Everybody, in the order of `STAGE_COUNTS`."""
    stages = [stage for stage, count in STAGE_COUNTS.items() for _ in range(count)]
    homes = seats_by_school(rng, schools, len(stages))
    return tuple(
        make_student(rng, f"student-{number:03d}", school, stage, names, today)
        for number, (school, stage) in enumerate(zip(homes, stages, strict=False), start=1)
    )


def make_student(rng: Random, key: str, school: School, stage: Stage, names: NameGiver, today: date) -> Student:
    """One person. A graduate's school days are over; a student's end after the last opening."""
    citizenship = choose_citizenship(rng, school)
    name = names.give(school.culture)
    status: Status = "graduate" if rng.random() < share("status", "graduate") else "student"
    ages = figures_of("age")
    age = rng.triangular(ages[f"{status}_youngest"], ages[f"{status}_oldest"], ages[f"{status}_youngest"] + 2)
    graduated_on = days_before(rng, today, 540, 540 + int((age - 23) * 200)) if status == "graduate" else None
    specialty = draw(rng, "specialty_interest")
    domain = f"students.{school.domain}" if status == "student" else "post.example"
    return Student(
        key=key,
        full_name=name.full,
        latin_name=name.latin,
        native_name=name.native,
        given_name=name.given,
        family_name=name.family,
        email=f"{mailbox(name.latin)}.{key[-3:]}@{domain}",
        phone=f"+1 555 556 {int(key[-3:]):04d}",
        born_on=today - timedelta(days=round(age * 365.25) + rng.randint(0, 180)),
        citizenship=citizenship,
        country=school.country,
        school=school.key,
        status=status,
        expected_graduation_on=None if graduated_on else expected_graduation(rng, stage, today),
        graduated_on=graduated_on,
        goal=choose_goal(rng),
        specialty=specialty,
        exams=make_exams(rng, status, specialty, today),
        stage=stage,
    )


def expected_graduation(rng: Random, stage: Stage, today: date) -> date:
    """After the last day on which this student may still be away."""
    return today + timedelta(days=rng.randint(110, 420) if stage in ("completed", "active") else rng.randint(400, 760))


def choose_goal(rng: Random) -> Goal:
    """What the person wants next."""
    goals: dict[str, Goal] = {"us_residency": "us_residency", "home": "home", "undecided": "undecided"}
    return goals[draw(rng, "goal")]


def choose_citizenship(rng: Random, school: School) -> str:
    """The country of the school, except in the Caribbean, where most are citizens of the United States."""
    if school.country not in CARIBBEAN:
        return school.country if rng.random() < 0.96 else "US"
    if rng.random() < share("caribbean_us_citizens", "US"):
        return "US"
    return rng.choice(("CA", "IN", "GB", school.country))


def make_exams(rng: Random, status: Status, specialty: str, today: date) -> tuple[Exam, ...]:
    """What has been sat so far: Step 1, a second attempt after a failure, then perhaps Step 2 CK."""
    if rng.random() > share("exam_progress", f"{status}_step_1"):
        return ()
    exams = []
    taken_on = days_before(rng, today, 560, 960)
    passed = rng.random() < share("step_1_pass", "pass")
    exams.append(Exam("step_1", taken_on, passed, None))
    if not passed and rng.random() < 0.6:
        taken_on += timedelta(days=rng.randint(120, 240))
        passed = rng.random() < share("step_1_pass", "pass")
        exams.append(Exam("step_1", taken_on, passed, None))
    if passed and rng.random() < share("exam_progress", f"{status}_step_2_ck"):
        ck_on = taken_on + timedelta(days=rng.randint(120, 240))
        ck_passed = rng.random() < share("step_2_ck_pass", "pass")
        exams.append(Exam("step_2_ck", ck_on, ck_passed, draw_score(rng, specialty) if ck_passed else None))
    return tuple(exams)


def draw_score(rng: Random, specialty: str) -> int:
    """A passing Step 2 CK score around the published mean of the specialty."""
    means, spread = figures_of("step_2_ck_mean"), figures_of("step_2_ck_spread")
    score = rng.gauss(means.get(specialty, means["all"]) + spread["rise"], spread["deviation"])
    return round(min(279, max(figures_of("step_2_ck_passing_score")["score"], score)))
