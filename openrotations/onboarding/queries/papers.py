"""The papers of placements: what is asked for, how it stands, and which placements to judge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from openrotations.catalogue.models import Offering
from openrotations.catalogue.queries import requirements_of
from openrotations.common.periods import Period
from openrotations.common.refusals import Words
from openrotations.documents.kinds import kind_title
from openrotations.documents.models import Document
from openrotations.documents.queries import documents_of
from openrotations.documents.states import DocumentState
from openrotations.documents.validity import Standing, standing
from openrotations.onboarding.models import Task
from openrotations.onboarding.standard import Asked
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

JUDGED = (PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE)
AHEAD = (PlacementState.CONFIRMED, PlacementState.CLEARED)


@dataclass(frozen=True)
class TaskRow:
    """One task with how its paper stands now; `standing` is None for a task that somebody ticks."""

    task: Task
    standing: Standing | None = None

    @property
    def whose(self) -> str:
        """Whose turn it is: student, registrar, office or host; nobody's when it is done."""
        if self.task.is_done:
            return ""
        is_in_review = self.standing is not None and self.standing.verdict == "in_review"
        return "office" if is_in_review or self.task.stated_at else self.task.who


@dataclass(frozen=True)
class SitePapers:
    """A placement with all its papers."""

    placement: Placement
    rows: tuple[TaskRow, ...]

    @property
    def done(self) -> int:
        """How many hold through the last day, or are waived."""
        return sum(row.task.is_done for row in self.rows)


def papers_asked(offering: Offering, dates: Period) -> list[Asked]:
    """What the host asks for in a rotation on these dates, as plain values."""
    return [
        Asked(
            kind=row.kind,
            title=kind_title(row.kind),
            who=row.who,
            lead_days=row.lead_days,
            not_older_than_days=row.not_older_than_days,
            counted_from=row.counted_from,
            amounts=row.amounts,
            note=row.note,
        )
        for row in requirements_of(offering, dates=dates)
    ]


def standing_of(task: Task, papers: Sequence[Document], dates: Period) -> Standing:
    """How a task's paper stands, judged from the first through the last day, as it was asked for."""
    return standing(
        task.kind,
        papers,
        first=dates.first,
        last=dates.last,
        not_older_than_days=task.not_older_than_days,
        counted_from="end" if task.counted_from == "end" else "start",
        amounts=task.amounts or None,
    )


def papers_for_sites(person: Person) -> list[SitePapers]:
    """Every placement of this student that asks for papers and is not over, the next one first."""
    placements = Placement.objects.filter(student__person=person, state__in=JUDGED)
    found = placements.select_related("offering__site").prefetch_related("tasks__waived_by").order_by("period")
    papers = documents_of(person)
    return [each for each in (_site_papers(row, papers) for row in found) if each.rows]


def rows_of(placement: Placement) -> list[TaskRow]:
    """Every task of the placement in its order, with how its paper stands now."""
    tasks = list(placement.tasks.select_related("checked_by", "waived_by"))
    asks = any(task.kind for task in tasks)
    return _rows(tasks, documents_of(placement.student.person) if asks else [], placement.dates)


def lacking(placement: Placement) -> list[tuple[Words, Words]]:
    """Papers that do not hold through the last day and are not waived: title, and what is wrong."""
    tasks = list(placement.tasks.exclude(kind="").filter(waived_at=None))
    papers = documents_of(placement.student.person) if tasks else []
    found = [(task, standing_of(task, papers, placement.dates)) for task in tasks]
    return [(task.title, stands.because) for task, stands in found if not stands.is_fine]


def placements_asking(person: Person, kind: str) -> QuerySet[Placement]:
    """This person's placements, ahead or running, that ask for this kind of paper."""
    return Placement.objects.filter(student__person=person, state__in=JUDGED, tasks__kind=kind).order_by("pk")


def placements_to_judge() -> list[Placement]:
    """Placements, ahead or running, in which a paper does not stand as was noted last."""
    asking = Task.objects.exclude(kind="").filter(placement__state__in=JUDGED).values("placement")
    rows = Placement.objects.filter(pk__in=asking).order_by("pk").select_related("student__person")
    return [row for row in rows.prefetch_related("tasks", "student__person__documents") if _stands_otherwise(row)]


def placements_without_open_tasks() -> list[Placement]:
    """Placements that have tasks, none of them open, and are not cleared all the same."""
    tasks = Task.objects.filter(placement=OuterRef("pk"))
    waiting = Placement.objects.filter(
        Exists(tasks), ~Exists(tasks.filter(checked_at=None, waived_at=None)), state=PlacementState.CONFIRMED
    )
    rows = waiting.select_related(
        "offering__site", "offering__preceptor", "supervised_by", "student", "school_approval"
    )
    return list(rows.order_by("pk"))


def placements_ahead_in(offerings: Iterable[Offering]) -> QuerySet[Placement]:
    """Placements of these offerings that the host has confirmed and that have not begun."""
    rows = Placement.objects.filter(offering__in=list(offerings), state__in=AHEAD)
    return rows.select_related("offering__site").order_by("pk")


def runs_out_meanwhile(task: Task, dates: Period) -> date | None:
    """The day on which the task's paper runs out while the student is there; None where it does not."""
    until = task.holds_until
    return until if until and dates.first <= until < dates.last else None


def _stands_otherwise(placement: Placement) -> bool:
    papers = [each for each in placement.student.person.documents.all() if each.state != DocumentState.REPLACED]
    for task in placement.tasks.all():
        if task.kind:
            found = standing_of(task, papers, placement.dates)
            noted = (task.verdict, task.holds_until, task.checked_at is not None)
            if noted != (found.verdict, found.until, found.is_fine):
                return True
    return False


def _rows(tasks: Iterable[Task], papers: Sequence[Document], dates: Period) -> list[TaskRow]:
    return [TaskRow(task, standing_of(task, papers, dates) if task.kind else None) for task in tasks]


def _site_papers(placement: Placement, papers: Sequence[Document]) -> SitePapers:
    tasks = [task for task in placement.tasks.all() if task.kind]
    return SitePapers(placement, tuple(_rows(tasks, papers, placement.dates)))
