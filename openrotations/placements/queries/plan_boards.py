"""A plan as a board: weeks across, openings or students down, and what each seat is used for."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.catalogue.models import Opening
from openrotations.common.bands import Span
from openrotations.common.boards import BoardRow
from openrotations.placements.queries.plans import PlanLine
from openrotations.placements.states import ENDED_EARLY

MOST_ROWS = 200


def rows_by_student(lines: Sequence[PlanLine], *, is_open: bool) -> list[BoardRow]:
    """A row a student, with their rotations. While the plan is open, it leads to changing it."""
    rows = []
    for line in lines[:MOST_ROWS]:
        page = "placements:adjust_plan" if is_open else "placements:entry"
        words = {"weeks": line.weeks, "wanted": line.wanted}
        rows.append(
            BoardRow(
                label=str(line.entry.application.student.person),
                spans=[
                    Span(each.opening.offering.specialty, each.dates.first, each.dates.last, _kind(each.offer))
                    for each in line.rotations
                ],
                url=reverse(page, args=[line.entry.pk]),
                note=_("%(weeks)s of %(wanted)s weeks") % words,
            )
        )
    return rows


def rows_by_opening(lines: Sequence[PlanLine]) -> list[BoardRow]:
    """A row an opening, with the students who come, in the order of sites."""
    spans: dict[Opening, list[Span]] = defaultdict(list)
    for line in lines:
        name = str(line.entry.application.student.person)
        for each in line.rotations:
            spans[each.opening].append(Span(name, each.dates.first, each.dates.last, _kind(each.offer)))
    openings = sorted(spans, key=lambda each: (each.offering.site.name, each.offering.title, each.dates.first))
    return [
        BoardRow(
            label=opening.offering.title,
            spans=sorted(spans[opening], key=lambda span: span.starts_on),
            url=reverse("catalogue:offering", args=[opening.offering_id]),
            note=f"{opening.offering.site} · {_seats(opening, spans[opening])}",
        )
        for opening in openings[:MOST_ROWS]
    ]


def _seats(opening: Opening, spans: Sequence[Span]) -> str:
    used = sum((span.ends_on - span.starts_on).days // 7 + 1 for span in spans)
    return _("%(used)s of %(all)s weeks of seats") % {"used": used, "all": opening.seats * opening.dates.weeks}


def _kind(offer: object) -> str:
    state = getattr(offer, "state", "proposed")
    if state in ENDED_EARLY:
        return "lost"
    return "soon" if state in ("proposed", "offered", "accepted") else "done" if state == "completed" else "firm"
