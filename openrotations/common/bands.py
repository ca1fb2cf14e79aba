"""Where things stand on a band of weeks: pure geometry, in per cent of the width, for the SVG templates.

Positions are per cent so that a picture is as wide as its place and its words keep their size. Lanes are
worked out for a telephone (about 300 px of room): what does not collide there does not collide elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PHONE_PERCENT_PER_LETTER = 2.2
LONGEST_LABEL = 32
LANE_HEIGHT = 44
FLAG_HEIGHT = 22
HEAD_HEIGHT = 28
BOARD_LANE_HEIGHT = 40
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasts: `ends_on` is its last day, inclusive. `kind` picks the look."""

    label: str
    starts_on: date
    ends_on: date
    kind: str = ""
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that matters. `state` is done, next, later or missed (or today, which the band adds)."""

    label: str
    on: date
    state: str = "later"


@dataclass(frozen=True, slots=True)
class Scale:
    """Days on a line from `first_on` to `last_on` (inclusive), in the direction of reading."""

    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        """How many days the line holds; at least 1."""
        return (self.last_on - self.first_on).days + 1

    def at(self, on: date) -> float:
        """Where the day `on` begins, in per cent from the start of the line, rounded to 2 places."""
        return round(100 * (on - self.first_on).days / self.days, 2)

    def holds(self, on: date) -> bool:
        """Whether the day lies on the line."""
        return self.first_on <= on <= self.last_on


@dataclass(frozen=True, slots=True)
class Bar:
    """A span on the line: left edge and width in per cent, its lane from 0, and where its words hang."""

    span: Span
    x: float
    width: float
    lane: int = 0
    text_x: float = 0.0
    anchor: str = "left"
    text: str = ""

    @property
    def y(self) -> int:
        """The top of the bar's lane in px, counted from the first lane."""
        return self.lane * LANE_HEIGHT

    @property
    def board_y(self) -> int:
        """The same on a board, whose lanes are lower."""
        return self.lane * BOARD_LANE_HEIGHT + 6


@dataclass(frozen=True, slots=True)
class Flag:
    """A milestone on the line: position in per cent, its lane from 0, and the side its words stand on."""

    milestone: Milestone
    x: float
    lane: int
    anchor: str

    @property
    def y(self) -> int:
        """The base of the flag's words in px, counted from the first flag."""
        return self.lane * FLAG_HEIGHT

    @property
    def text_dx(self) -> int:
        """How far the words stand from the mark, in px; negative is to the left."""
        return 10 if self.anchor == "left" else -10


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the calendar: a Monday, or the first of a month (`month_on` is set, and has words)."""

    x: float
    month_on: date | None = None
    label_shown: bool = True
    year_shown: bool = False
    anchor: str = "left"


@dataclass(frozen=True, slots=True)
class Band:
    """All that the band's template draws. Heights are px, positions per cent."""

    scale: Scale
    windows: list[Bar]
    placements: list[Bar]
    flags: list[Flag]
    weeks: list[Tick]
    months: list[Tick]
    today_x: float | None = None
    head: int = HEAD_HEIGHT

    @property
    def plan_height(self) -> int:
        """Room for the lanes of placements (one lane even when there are none)."""
        return LANE_HEIGHT * (1 + max((bar.lane for bar in self.placements), default=0)) + 12

    @property
    def flags_top(self) -> int:
        """Where the row of milestones begins."""
        return self.head + self.plan_height

    @property
    def height(self) -> int:
        """The whole picture."""
        flags = 1 + max((flag.lane for flag in self.flags), default=-1)
        return self.flags_top + (flags * FLAG_HEIGHT + 16 if flags else 4)


def whole_weeks(days: Sequence[date]) -> tuple[date, date]:
    """The Monday on or before the earliest of `days` and the Sunday on or after the latest."""
    first_on, last_on = min(days), max(days)
    return first_on - DAY * first_on.weekday(), last_on + DAY * (6 - last_on.weekday())


def shortened(label: str) -> str:
    """The label, cut with an ellipsis when it is longer than a telephone can show."""
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def letters_width(label: str) -> float:
    """Room a label needs on a telephone, in per cent."""
    return len(label) * PHONE_PERCENT_PER_LETTER


def first_free_lane(ends: list[float], start: float, end: float) -> int:
    """The lowest lane whose last occupant ends before `start`; books it up to `end` (changes `ends`)."""
    for lane, taken_to in enumerate(ends):
        if taken_to <= start:
            ends[lane] = end
            return lane
    ends.append(end)
    return len(ends) - 1


def plain_bar(span: Span, scale: Scale) -> Bar | None:
    """The part of the span that lies on the line, in lane 0; None when no day of it does."""
    first_on, last_on = max(span.starts_on, scale.first_on), min(span.ends_on, scale.last_on)
    if first_on > last_on:
        return None
    start = scale.at(first_on)
    return Bar(span=span, x=start, width=round(scale.at(last_on + DAY) - start, 2), text_x=start)


def bars_in_lanes(spans: Sequence[Span], scale: Scale) -> list[Bar]:
    """The spans with their words above them, in as few lanes as keep words and bars apart."""
    ends: list[float] = []
    bars = []
    bare = [bar for bar in (plain_bar(span, scale) for span in spans) if bar is not None]
    for bar in sorted(bare, key=lambda each: (each.x, each.span.label)):
        text = shortened(bar.span.label)
        room = letters_width(text)
        hangs_left = bar.x + room > 100
        start = min(bar.x, bar.x + bar.width - room) if hangs_left else bar.x
        lane = first_free_lane(ends, start, max(bar.x + bar.width, start + room))
        bars.append(
            Bar(
                span=bar.span,
                x=bar.x,
                width=bar.width,
                lane=lane,
                text_x=round(bar.x + bar.width, 2) if hangs_left else bar.x,
                anchor="right" if hangs_left else "left",
                text=text,
            )
        )
    return bars


def flags_in_lanes(milestones: Sequence[Milestone], scale: Scale) -> list[Flag]:
    """The milestones on the line, each with its words beside it, in the order of days.

    They are placed from the last to the first, so that an earlier flag hangs lower and its stem passes to the
    left of later words instead of through them.
    """
    starts: list[float] = []
    flags: list[Flag] = []
    shown = [milestone for milestone in milestones if scale.holds(milestone.on)]
    for milestone in sorted(shown, key=lambda each: (each.on, each.label), reverse=True):
        x = scale.at(milestone.on)
        room = letters_width(milestone.label) + 6
        hangs_left = x + room > 100
        start, end = (x - room, x + 3) if hangs_left else (x - 3, x + room)
        lane = next((at for at in range(len(starts)) if end <= min(starts[at:])), len(starts))
        starts[lane : lane + 1] = [start]
        flags.append(Flag(milestone, x, lane, "right" if hangs_left else "left"))
    return flags[::-1]


def week_ticks(scale: Scale) -> list[Tick]:
    """A tick for every Monday on the line after its first day."""
    first_monday = scale.first_on + DAY * (7 - scale.first_on.weekday())
    count = max(0, (scale.last_on - first_monday).days // 7 + 1)
    return [Tick(scale.at(first_monday + WEEK * step)) for step in range(count)]


def month_ticks(scale: Scale) -> list[Tick]:
    """A tick for every month on the line; one with too little room to name itself has its label hidden."""
    ticks = []
    on = scale.first_on
    while on <= scale.last_on:
        next_on = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
        days = (min(next_on, scale.last_on + DAY) - on).days
        room = 100 * days / scale.days
        ticks.append(Tick(scale.at(on), on, label_shown=room >= 9, year_shown=on.month == 1 and room >= 19))
        on = next_on
    return ticks


def scale_over(spans: Sequence[Span], days: Sequence[date]) -> Scale | None:
    """A line of whole weeks that holds every span and day; None when there is nothing to hold."""
    every_day = [*days, *(span.starts_on for span in spans), *(span.ends_on for span in spans)]
    if not every_day:
        return None
    first_on, last_on = whole_weeks(every_day)
    return Scale(first_on, last_on)


def band_of_weeks(
    windows: Sequence[Span],
    placements: Sequence[Span],
    milestones: Sequence[Milestone],
    *,
    today: date | None = None,
    today_label: str = "Today",
) -> Band | None:
    """The window with the plan inside it, ready to draw; None when there is nothing to draw."""
    scale = scale_over([*windows, *placements], [each.on for each in milestones])
    if scale is None:
        return None
    shown = list(milestones)
    if today is not None:
        shown.append(Milestone(today_label, today, "today"))
    behind = [bar for bar in (plain_bar(window, scale) for window in windows) if bar is not None]
    return Band(
        scale=scale,
        windows=behind,
        placements=bars_in_lanes(placements, scale),
        flags=flags_in_lanes(shown, scale),
        weeks=week_ticks(scale),
        months=month_ticks(scale),
        today_x=scale.at(today) if today is not None and scale.holds(today) else None,
    )
