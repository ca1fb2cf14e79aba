"""The board as marks on a line, ready for the template: positions across in per cent, down in px.

Each mark carries its words twice, for a wide and for a narrow screen, and leaves out what would not fit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from openrotations.common.bands import DAY, Scale, Tick, first_free_lane, month_ticks, week_ticks
from openrotations.common.mirroring import mirrored_ticks, other_side
from openrotations.common.periods import Period
from openrotations.common.wording import initials, isolated
from openrotations.placements.queries.board.lines import OfferingLine, SiteGroup, Stretch, StudentLine
from openrotations.placements.queries.board.stays import Stay
from openrotations.placements.queries.board.wording import written

BAND, LANE, GAP = 22, 30, 4
# px of a letter, and px that 1 % of the line has on a desk and on a telephone.
LETTER, WIDE, NARROW = 6.6, 8.0, 3.2
LEAST_ROOM_OF_A_MONTH = 5.0
_BAND_KINDS = {"room": "approved", "full": "done", "over": "lost", "closed": "asked"}

type AddressOf = Callable[[Stay], str]
type Words = tuple[str, str, str]
"""For a wide screen, for a narrow one, and spoken."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar: where it stands, how it looks, its words (wide, narrow, spoken), and where it leads."""

    x: float
    width: float
    y: int
    height: int
    kind: str
    wide: str
    narrow: str
    spoken: str
    url: str = ""

    @property
    def baseline(self) -> int:
        """Where its words stand, from its upper edge."""
        return self.height // 2 + 5

    @property
    def ink(self) -> str:
        """The colour of its words."""
        return "on-bar" if self.kind == "firm" else "on-pale"


@dataclass(frozen=True, slots=True)
class Row:
    """A drawn line: its label with a link, a note, and its marks; those behind first."""

    label: str
    url: str
    note: str
    marks: list[Mark]
    height: int


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading: a site. Students stand in one section without a heading."""

    title: str
    url: str
    note: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the template draws."""

    scale: Scale
    sections: list[Section]
    weeks: list[Tick]
    months: list[Tick]
    today_x: float | None


@dataclass(frozen=True)
class Pen:
    """What every mark is drawn with. Words are looked up once: a board has thousands of marks."""

    scale: Scale
    address_of: AddressOf
    from_right: bool
    filled: str
    filled_spoken: str
    closed: str
    closed_spoken: str
    free: str
    window: str


def picture_of(
    rows: Sequence[SiteGroup | StudentLine], scale: Scale, *, today_x: float | None, address_of: AddressOf
) -> Picture:
    """Sites with their offerings, or students, on one line of weeks."""
    pen = _pen(scale, address_of)
    sections = [_section(row, pen) for row in rows if isinstance(row, SiteGroup)]
    students = [_student(row, pen) for row in rows if isinstance(row, StudentLine)]
    if students:
        sections.append(Section("", "", "", students))
    weeks, months = week_ticks(scale), _named_months(scale)
    if pen.from_right:
        weeks, months = mirrored_ticks(weeks), mirrored_ticks(months)
        today_x = None if today_x is None else other_side(today_x)
    return Picture(scale, sections, weeks, months, today_x)


def address_of_stay(base: str) -> AddressOf:
    """Where a bar leads: to trying the placement elsewhere, or to the plan that would make it."""

    def address(stay: Stay) -> str:
        if stay.placement is not None:
            return f"{base}placement={stay.placement.pk}#try"
        return reverse("placements:adjust_plan", args=[stay.entry.pk]) if stay.entry else ""

    return address


def _pen(scale: Scale, address_of: AddressOf) -> Pen:
    return Pen(
        scale=scale,
        address_of=address_of,
        from_right=get_language_bidi(),
        filled=_("%(taken)s of %(seats)s"),
        filled_spoken=_("%(dates)s: %(taken)s of %(seats)s seats taken"),
        closed=_("closed"),
        closed_spoken=_("%(dates)s: %(taken)s of %(seats)s seats taken, closed for new students"),
        free=_("%(free)s of %(all)s weeks free"),
        window=_("Approved window: %(dates)s"),
    )


def _section(group: SiteGroup, pen: Pen) -> Section:
    site = group.site
    rows = [_offering(line, pen) for line in group.lines]
    return Section(site.name, reverse("hosts:site", args=[site.pk]), f"{site.city}, {site.state}", rows)


def _offering(line: OfferingLine, pen: Pen) -> Row:
    bands = [mark for stretch in line.stretches if (mark := _band(stretch, pen))]
    words = [(stay, (stay.name, initials(stay.name), isolated(stay.name))) for stay in line.stays]
    stays, lanes = _stays(words, BAND + 2 * GAP, pen)
    note = pen.free % {"free": line.free, "all": line.seat_weeks}
    if not line.offering.is_published:
        note = _("not published")
    url = reverse("catalogue:edit_offering", args=[line.offering.pk])
    return Row(line.offering.title, url, note, [*bands, *stays], BAND + 2 * GAP + lanes * LANE)


def _student(line: StudentLine, pen: Pen) -> Row:
    stays, lanes = _stays([(stay, _place_in_words(stay)) for stay in line.stays], GAP + 2, pen)
    height = max(1, lanes) * LANE + GAP
    windows = [mark for window in line.windows if (mark := _window(window, pen, height))]
    note = _("%(placed)s of %(wanted)s weeks") % {"placed": line.placed, "wanted": line.wanted}
    if line.application is None:
        note = str(line.student.school)
    url = reverse("desk:student", args=[line.student.pk])
    return Row(str(line.student.person), url, note, [*windows, *stays], height)


def _band(stretch: Stretch, pen: Pen) -> Mark | None:
    counted = {"dates": written(stretch.dates), "taken": stretch.taken, "seats": stretch.seats}
    number, short, spoken = pen.filled % counted, f"{stretch.taken}/{stretch.seats}", pen.filled_spoken % counted
    if stretch.is_closed:
        number, short, spoken = pen.closed, "×", pen.closed_spoken % counted
    return _mark(stretch.dates, pen, GAP, BAND, _BAND_KINDS[stretch.kind], (number, short, spoken))


def _window(window: Period, pen: Pen, height: int) -> Mark | None:
    return _mark(window, pen, 0, height, "approved", ("", "", pen.window % {"dates": written(window)}))


def _stays(stays: Sequence[tuple[Stay, Words]], top: int, pen: Pen) -> tuple[list[Mark], int]:
    """The stays with their words in lanes below `top`, and how many lanes there are."""
    ends: list[float] = []
    marks = []
    for stay, (long, short, spoken) in sorted(stays, key=lambda each: (each[0].dates, each[0].name)):
        told = f"{spoken}, {written(stay.dates)}, {stay.words}"
        bare = _mark(stay.dates, pen, top, LANE - GAP, stay.kind, (long, short, told))
        if bare is not None:
            start = other_side(bare.x + bare.width) if pen.from_right else bare.x
            lane = first_free_lane(ends, start, start + bare.width)
            marks.append(replace(bare, y=top + lane * LANE, url=pen.address_of(stay)))
    return marks, len(ends)


def _mark(dates: Period, pen: Pen, y: int, height: int, kind: str, words: Words) -> Mark | None:
    """The part of the dates that lies on the line; None when no day of them does."""
    scale = pen.scale
    first, last = max(dates.first, scale.first_on), min(dates.last, scale.last_on)
    if first > last:
        return None
    x = scale.at(first)
    width = round(scale.at(last + DAY) - x, 2)
    long, short, spoken = words
    wide = long if _fits(long, width * WIDE) else short if _fits(short, width * WIDE) else ""
    narrow = short if _fits(short, width * NARROW) else ""
    x = other_side(x + width) if pen.from_right else x
    return Mark(x, width, y, height, kind, wide, narrow, spoken)


def _fits(words: str, room: float) -> bool:
    return len(words) * LETTER + 4 <= room


def _named_months(scale: Scale) -> list[Tick]:
    ticks = month_ticks(scale)
    ends = [tick.x for tick in ticks[1:]] + [100.0]
    return [
        replace(tick, label_shown=end - tick.x >= LEAST_ROOM_OF_A_MONTH) for tick, end in zip(ticks, ends, strict=True)
    ]


def _place_in_words(stay: Stay) -> Words:
    offering = stay.opening.offering
    return offering.specialty, offering.site.state, f"{isolated(offering.title)}, {isolated(offering.site)}"
