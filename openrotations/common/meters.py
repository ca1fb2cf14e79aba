"""Small pictures of numbers: an estimate with its interval, and a line of values. Pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass

SPARKLINE_WIDTH = 100
SPARKLINE_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Interval:
    """Where an estimate and its interval stand between two ends, in per cent."""

    low_x: float
    value_x: float
    high_x: float


def share_between(value: float, minimum: float, maximum: float) -> float:
    """Where the value stands between the ends, in per cent, kept within 0 and 100.

    Raises ValueError when the ends are not in order.
    """
    if maximum <= minimum:
        raise ValueError(f"A scale cannot run from {minimum} to {maximum}")
    return round(100 * min(1.0, max(0.0, (value - minimum) / (maximum - minimum))), 2)


def interval_on(value: float, low: float, high: float, *, minimum: float, maximum: float) -> Interval:
    """The estimate and its interval on the scale from `minimum` to `maximum`."""
    low_x, value_x, high_x = (share_between(each, minimum, maximum) for each in (low, value, high))
    return Interval(low_x=low_x, value_x=value_x, high_x=high_x)


def sparkline_points(values: Sequence[float]) -> str:
    """The values as points of an SVG polyline in a box of 100 × 24; empty with fewer than two values."""
    if len(values) < 2:
        return ""
    lowest, highest = min(values), max(values)
    spread = (highest - lowest) or 1
    step = SPARKLINE_WIDTH / (len(values) - 1)
    return " ".join(
        f"{round(index * step, 1):g},{round(SPARKLINE_HEIGHT * (1 - (value - lowest) / spread), 1):g}"
        for index, value in enumerate(values)
    )
