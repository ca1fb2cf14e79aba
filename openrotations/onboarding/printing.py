"""The day-one pack as a PDF, to have in one's pocket where there is no network."""

from datetime import datetime
from typing import Any

from openrotations.common.pdf import render_pdf
from openrotations.common.wording import written_period
from openrotations.onboarding.models import Task
from openrotations.onboarding.queries.day_one import DayOne

TEMPLATE = "onboarding/typst/day_one.typ"


def day_one_pdf(pack: DayOne, *, now: datetime) -> bytes:
    """The pack on US Letter paper. Characters that no font has become an empty square."""
    return render_pdf(TEMPLATE, day_one_values(pack), at=now, blank_missing=True)


def day_one_values(pack: DayOne) -> dict[str, Any]:
    """What the template prints. It is English, like every paper that is shown to a host."""
    placement, dates = pack.placement, pack.placement.dates
    return {
        "student": placement.student.person.printed_name,
        "title": placement.offering.title,
        "dates": written_period(dates.first, dates.last),
        "address": list(pack.address),
        "ask_for": pack.ask_for,
        "coordinator": pack.coordinator.full_name if pack.coordinator else "",
        "supervisor": pack.supervisor.full_name,
        "observes": not placement.offering.hands_on,
        "bring": [_line(task) for task in pack.bring],
        "own_words": list(pack.own_words),
        "is_cleared": pack.is_cleared,
    }


def _line(task: Task) -> str:
    return f"{task.title}. {task.note}" if task.note else task.title
