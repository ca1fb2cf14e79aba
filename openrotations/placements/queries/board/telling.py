"""The board in words: what the picture draws, as rows of a table with the same links."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.periods import Period
from openrotations.placements.queries.board.lines import OfferingLine, SiteGroup, Stretch, StudentLine
from openrotations.placements.queries.board.stays import Stay
from openrotations.placements.queries.board.wording import written

_TAGS = {"soon": "soon", "done": "done", "firm": "done"}


@dataclass(frozen=True, slots=True)
class ToldStay:
    """A stay in words: who or where, when, its state with the look of its tag, and where it leads."""

    label: str
    dates: str
    state: str
    words: str
    tag: str
    url: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the board in words: its label and the place or school below, what it holds, how much is left."""

    label: str
    url: str
    below: str
    below_url: str
    held: list[str]
    left: int
    whole: int
    stays: list[ToldStay]


def table_of(
    rows: Sequence[SiteGroup | StudentLine], shown: Period, address_of: Callable[[Stay], str]
) -> list[TableRow]:
    """A row an offering, in the order of sites, or a row a student."""
    found = []
    for row in rows:
        if isinstance(row, SiteGroup):
            found += [_offering(row, line, address_of) for line in row.lines]
        else:
            found.append(_student(row, shown, address_of))
    return found


def _offering(group: SiteGroup, line: OfferingLine, address_of: Callable[[Stay], str]) -> TableRow:
    site = group.site
    return TableRow(
        label=line.offering.title,
        url=reverse("catalogue:edit_offering", args=[line.offering.pk]),
        below=f"{site.name}, {site.city}, {site.state}",
        below_url=reverse("hosts:site", args=[site.pk]),
        held=[_told(stretch) for stretch in line.stretches],
        left=line.free,
        whole=line.seat_weeks,
        stays=[_stay(stay, stay.name, address_of) for stay in line.stays],
    )


def _student(line: StudentLine, shown: Period, address_of: Callable[[Stay], str]) -> TableRow:
    stays = [stay for stay in line.stays if stay.dates.overlaps(shown)]
    windows = [window for window in line.windows if window.overlaps(shown)]
    return TableRow(
        label=str(line.student.person),
        url=reverse("desk:student", args=[line.student.pk]),
        below=str(line.student.school),
        below_url="",
        held=[written(window) for window in windows],
        left=line.left,
        whole=line.wanted,
        stays=[_stay(stay, f"{stay.opening.offering}, {stay.opening.offering.site}", address_of) for stay in stays],
    )


def _told(stretch: Stretch) -> str:
    words = {
        "dates": written(stretch.dates),
        "taken": stretch.taken,
        "seats": stretch.seats,
    }
    if stretch.is_closed:
        return _("%(dates)s: %(taken)s of %(seats)s, closed") % words
    return _("%(dates)s: %(taken)s of %(seats)s") % words


def _stay(stay: Stay, label: str, address_of: Callable[[Stay], str]) -> ToldStay:
    dates = written(stay.dates)
    return ToldStay(label, dates, stay.state, stay.words, _TAGS[stay.kind], address_of(stay))
