"""A year of generated students, day by day, over the pure functions that decide: who starts, who is reminded.

What may not happen is judged by other arithmetic than the program's: which papers hold on a day that somebody is on
site, and on which run of the worker each reminder had to go.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from openrotations.common.periods import Period
from openrotations.documents.validity import Standing, standing
from openrotations.onboarding.rules import OVERDUE, STAGES, stages_due
from openrotations.onboarding.standard import Asked, due_before

DAY = timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)
ASKED = (
    Asked("health_insurance", "Health insurance", lead_days=30),
    Asked("malpractice_insurance", "Malpractice insurance", lead_days=30, amounts={"aggregate": 3_000_000}),
    Asked("background_check", "Background check", lead_days=21, not_older_than_days=180),
    Asked("drug_screen", "Drug screen", lead_days=14, not_older_than_days=60, counted_from="end"),
    Asked("bls", "BLS", lead_days=30),
    Asked("identity", "Passport", lead_days=45),
)
FACTS = {"covers_usa": True, "names_student": True, "is_clear": True, "aggregate": 3_000_000}
MONTHS = {"bls": 24}

type Judge = Callable[[Asked, Sequence["Paper"], Period], Standing]
type Stages = Callable[..., list[int]]


def judge_through_the_last_day(asked: Asked, papers: Sequence["Paper"], dates: Period) -> Standing:
    """As the program judges."""
    return standing(
        asked.kind, papers, first=dates.first, last=dates.last, not_older_than_days=asked.not_older_than_days,
        counted_from=asked.counted_from, amounts=asked.amounts or None,
    )  # fmt: skip


@dataclass
class Paper:
    """A paper as `documents.validity` sees one."""

    kind: str
    issued_on: date
    valid_until: date | None
    decided_on: date
    will_be_accepted: bool
    state: str = "in_review"
    facts: dict[str, object] = field(default_factory=lambda: dict(FACTS))
    refused_because: str = "It cannot be read."
    deleted_at: None = None
    pk: UUID = field(default_factory=uuid4)

    def holds_on(self, day: date, asked: Asked, dates: Period) -> bool:
        """Whether it is what the site asks for on this one day of a stay, by arithmetic of its own."""
        months = MONTHS.get(self.kind)
        is_young = months is None or (day.year - self.issued_on.year) * 12 + day.month - self.issued_on.month < months
        counted = dates.last if asked.counted_from == "end" else dates.first
        is_fresh = asked.not_older_than_days is None or (counted - self.issued_on).days <= asked.not_older_than_days
        covers = all(int(str(self.facts[key])) >= least for key, least in asked.amounts.items())
        is_valid = self.valid_until is None or day <= self.valid_until
        return self.state == "accepted" and is_young and is_fresh and covers and is_valid


@dataclass
class Duty:
    """One paper for one rotation: whether it is done, and what the worker did about it on each of its runs."""

    asked: Asked
    due_on: date
    told_on: date
    verdict: str = "missing"
    settled: list[tuple[date, int]] = field(default_factory=list)
    runs: list[date] = field(default_factory=list)
    """Days on which the worker came by and it was the student's turn."""


@dataclass
class Rotation:
    """One rotation of one student, from the host's yes."""

    dates: Period
    confirmed_on: date
    duties: list[Duty] = field(default_factory=list)
    state: str = "confirmed"
    judged: int = -1
    """The student's `events` when it was last judged: as in the program, papers that come or go are the occasion."""


@dataclass
class Student:
    """Somebody with papers, rotations, and a way of doing things in time or not."""

    diligence: float
    papers: list[Paper]
    rotations: list[Rotation]
    events: int = 0


@dataclass
class Year:
    """The year of these students. `judge` and `stages` are the program's; a twin puts others in their place."""

    students: int
    seed: int = 11
    judge: Judge = judge_through_the_last_day
    stages: Stages = stages_due
    faults: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.everybody = [self._student() for _n in range(self.students)]

    def run(self) -> Counter[str]:
        """Every day of the year; returns what may not happen and did."""
        for n in range(365):
            today = NEW_YEAR + n * DAY
            worker_runs = self.chance.random() > 0.08
            for student in self.everybody:
                self._live(student, today, worker_runs=worker_runs)
        for student in self.everybody:
            for rotation in student.rotations:
                for duty in rotation.duties:
                    self._compare_reminders(duty)
        return self.faults

    def _student(self) -> Student:
        rotations, first = [], NEW_YEAR + self.chance.randrange(30, 120) * DAY
        for _n in range(self.chance.randint(1, 3)):
            dates = Period.of_weeks(first, self.chance.randint(2, 8))
            if dates.last.year == NEW_YEAR.year:
                rotations.append(Rotation(dates, max(NEW_YEAR, first - self.chance.randrange(5, 100) * DAY)))
            first = dates.last + self.chance.randrange(3, 60) * DAY
        papers = [
            self._paper(asked.kind, NEW_YEAR - self.chance.randrange(0, 200) * DAY, is_decided=True)
            for asked in ASKED
            if self.chance.random() < 0.5
        ]
        return Student(self.chance.uniform(0.01, 0.2), papers, rotations)

    def _paper(self, kind: str, issued_on: date, *, is_decided: bool = False) -> Paper:
        has_last_day = kind in ("health_insurance", "malpractice_insurance", "identity")
        until = issued_on + self.chance.randrange(20, 500) * DAY if has_last_day else None
        decided_on = issued_on if is_decided else issued_on + self.chance.randrange(0, 6) * DAY
        is_good = is_decided or self.chance.random() > 0.2
        paper = Paper(kind, issued_on, until, decided_on, is_good, "accepted" if is_decided else "in_review")
        if self.chance.random() < 0.1:
            paper.facts["aggregate"] = 1_000_000
        return paper

    def _live(self, student: Student, today: date, *, worker_runs: bool) -> None:
        self._decide(student, today)
        for rotation in student.rotations:
            if rotation.state in ("confirmed", "cleared") and today >= rotation.confirmed_on:
                self._plan(rotation, today)
                self._hand_in(student, rotation, today)
                self._judge(student, rotation)
                if worker_runs:
                    self._remind(rotation, today)
                self._begin(student, rotation, today)
            if rotation.state == "active":
                self._be_there(student, rotation, today)

    def _decide(self, student: Student, today: date) -> None:
        for paper in student.papers:
            if paper.state == "in_review" and paper.decided_on <= today:
                paper.state = "accepted" if paper.will_be_accepted else "refused"
                student.events += 1

    def _plan(self, rotation: Rotation, today: date) -> None:
        if not rotation.duties:
            first = rotation.dates.first
            rotation.duties = [Duty(each, due_before(first, each.lead_days or 0, today), today) for each in ASKED]

    def _hand_in(self, student: Student, rotation: Rotation, today: date) -> None:
        for duty in rotation.duties:
            if duty.verdict not in ("fine", "in_review") and self.chance.random() < student.diligence:
                student.papers.append(self._paper(duty.asked.kind, today))
                student.events += 1

    def _judge(self, student: Student, rotation: Rotation) -> None:
        if rotation.judged == student.events:
            return
        rotation.judged = student.events
        for duty in rotation.duties:
            own = [paper for paper in student.papers if paper.kind == duty.asked.kind]
            duty.verdict = self.judge(duty.asked, own, rotation.dates).verdict
        is_done = all(duty.verdict == "fine" for duty in rotation.duties)
        self.seen["clearance taken back"] += rotation.state == "cleared" and not is_done
        rotation.state = "cleared" if is_done else "confirmed"

    def _remind(self, rotation: Rotation, today: date) -> None:
        for duty in rotation.duties:
            if duty.verdict in ("fine", "in_review"):
                continue
            duty.runs.append(today)
            for _again in range(2):  # the worker may run twice on a day
                settled = {stage for _day, stage in duty.settled}
                stages = self.stages(duty.due_on, told_on=duty.told_on, today=today, settled=settled)
                duty.settled += [(today, stage) for stage in stages]

    def _begin(self, student: Student, rotation: Rotation, today: date) -> None:
        if today >= rotation.dates.first:
            started = rotation.state == "cleared" and today <= rotation.dates.last
            rotation.state = "active" if started else "confirmed" if today < rotation.dates.last else "over"
            self.seen["started"] += started
            self.seen["not started"] += rotation.state == "over"

    def _be_there(self, student: Student, rotation: Rotation, today: date) -> None:
        if today > rotation.dates.last:
            rotation.state = "completed"
            return
        if self.chance.random() < 0.01:
            self._extend(student, rotation)
        for asked in ASKED:
            own = [paper for paper in student.papers if paper.kind == asked.kind]
            self.faults["on site with a lapsed paper"] += not any(
                paper.holds_on(today, asked, rotation.dates) for paper in own
            )
        self.seen["days on site"] += 1

    def _extend(self, student: Student, rotation: Rotation) -> None:
        """A longer stay is granted only where every paper holds through the new last day."""
        longer = Period(rotation.dates.first, rotation.dates.last + 14 * DAY)
        stands = [self.judge(duty.asked, student.papers, longer).verdict for duty in rotation.duties]
        if all(verdict == "fine" for verdict in stands):
            rotation.dates = longer
            self.seen["longer stays"] += 1

    def _compare_reminders(self, duty: Duty) -> None:
        """Each stage went out on the first run of the worker from its day on, once, and no other did."""
        sent = Counter(stage for _day, stage in duty.settled)
        for stage in (*STAGES, OVERDUE):
            from_day = duty.due_on - stage * DAY if stage else duty.due_on + DAY
            until = duty.due_on if stage else date.max
            due = [run for run in duty.runs if from_day <= run <= until and (duty.told_on < from_day or not stage)]
            self.faults["reminder missed"] += bool(due) and (due[0], stage) not in duty.settled
            self.faults["reminder doubled"] += sent[stage] > 1
            self.faults["reminder out of place"] += sent[stage] > 0 and not due
            self.seen["reminders"] += sent[stage]
