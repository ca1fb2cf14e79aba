"""A board: weeks × rows on one shared line, in per cent of the width (see `bands`)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from openrotations.common.bands import (
    BOARD_LANE_HEIGHT,
    Bar,
    Scale,
    Span,
    Tick,
    first_free_lane,
    letters_width,
    month_ticks,
    plain_bar,
    scale_over,
    shortened,
    week_ticks,
)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of a board: a student or a site, and what lasts in it."""

    label: str
    spans: Sequence[Span] = ()
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A drawn row: its bars in lanes. Bars that share a day stand one below the other."""

    row: BoardRow
    bars: list[Bar]

    @property
    def height(self) -> int:
        """Room for all lanes of the row, in px."""
        return BOARD_LANE_HEIGHT * (1 + max((bar.lane for bar in self.bars), default=0))


@dataclass(frozen=True, slots=True)
class Board:
    """All that the board's template draws."""

    scale: Scale
    lines: list[BoardLine]
    weeks: list[Tick]
    months: list[Tick]
    today_x: float | None = None


def board_bars(spans: Sequence[Span], scale: Scale) -> list[Bar]:
    """The spans of one row in lanes; a bar too short for its words keeps them for the table only."""
    ends: list[float] = []
    bars = []
    bare = [bar for bar in (plain_bar(span, scale) for span in spans) if bar is not None]
    for bar in sorted(bare, key=lambda each: (each.x, each.span.label)):
        text = shortened(bar.span.label)
        lane = first_free_lane(ends, bar.x, bar.x + bar.width)
        bars.append(replace(bar, lane=lane, text=text if letters_width(text) + 4 <= bar.width else ""))
    return bars


def board_of_weeks(rows: Sequence[BoardRow], *, today: date | None = None) -> Board | None:
    """The rows on one line of whole weeks; None when no row holds anything."""
    scale = scale_over([span for row in rows for span in row.spans], [])
    if scale is None:
        return None
    return Board(
        scale=scale,
        lines=[BoardLine(row, board_bars(row.spans, scale)) for row in rows],
        weeks=week_ticks(scale),
        months=month_ticks(scale),
        today_x=scale.at(today) if today is not None and scale.holds(today) else None,
    )
