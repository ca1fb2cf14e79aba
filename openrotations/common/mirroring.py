"""The same pictures for scripts that read from right to left."""

from collections.abc import Sequence
from dataclasses import replace

from openrotations.common.bands import Band, Bar, Flag, Tick
from openrotations.common.boards import Board, BoardLine
from openrotations.common.meters import Interval


def other_side(x: float) -> float:
    """The same place seen from the other side: for scripts that read from right to left."""
    return round(100 - x, 2)


def mirrored_bar(bar: Bar) -> Bar:
    """The bar as it stands when the line runs from right to left."""
    anchor = "left" if bar.anchor == "right" else "right"
    return replace(bar, x=other_side(bar.x + bar.width), text_x=other_side(bar.text_x), anchor=anchor)


def mirrored_flag(flag: Flag) -> Flag:
    """The flag as it stands when the line runs from right to left."""
    return replace(flag, x=other_side(flag.x), anchor="left" if flag.anchor == "right" else "right")


def mirrored_ticks(ticks: Sequence[Tick]) -> list[Tick]:
    """The ticks as they stand when the line runs from right to left."""
    return [replace(tick, x=other_side(tick.x), anchor="right") for tick in ticks]


def mirrored(band: Band) -> Band:
    """The whole band for a script that reads from right to left."""
    return replace(
        band,
        windows=[mirrored_bar(bar) for bar in band.windows],
        placements=[mirrored_bar(bar) for bar in band.placements],
        flags=[mirrored_flag(flag) for flag in band.flags],
        weeks=mirrored_ticks(band.weeks),
        months=mirrored_ticks(band.months),
        today_x=None if band.today_x is None else other_side(band.today_x),
    )


def mirrored_board(board: Board) -> Board:
    """The board for a script that reads from right to left."""
    return replace(
        board,
        lines=[BoardLine(line.row, [mirrored_bar(bar) for bar in line.bars]) for line in board.lines],
        weeks=mirrored_ticks(board.weeks),
        months=mirrored_ticks(board.months),
        today_x=None if board.today_x is None else other_side(board.today_x),
    )


def mirrored_interval(interval: Interval) -> Interval:
    """The estimate and its interval for a script that reads from right to left."""
    return Interval(
        low_x=other_side(interval.low_x),
        value_x=other_side(interval.value_x),
        high_x=other_side(interval.high_x),
    )
