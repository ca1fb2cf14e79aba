"""How far a search is, for whoever waits: a live line, plain lines, or JSON for programs."""

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner

if TYPE_CHECKING:
    from openrotations.placements.planner.cohort.search.course import Progress

SECONDS_BETWEEN = {"json": 0.25, "plain": 2.0}

type Report = Callable[["Progress"], bool]
"""Tells how far a search is; False when whoever read the reports has gone away."""


def in_words(now: "Progress") -> str:
    """One line: best, bound, gap, students, time."""
    bound = "none yet" if now.bound is None else f"{now.bound:,.1f}"
    gap = "unknown" if now.gap is None else in_per_cent(now.gap)
    return (
        f"{now.stage}: best {now.value:,.1f}, bound {bound}, gap {gap}, "
        f"{now.full} of {now.students} full, {now.weeks} weeks, {now.elapsed:.1f} s"
    )


def in_per_cent(gap: float) -> str:
    """A gap in per cent, rounded up, so that it is never told smaller than it is; "0" only when it is nothing."""
    return f"{math.ceil(round(gap * 1e6, 6)) / 1e4:g} %"


@contextmanager
def reporting(manner: str) -> Iterator[Report]:
    """A function that tells how far the search is, in this manner: auto, rich, plain, json or none.

    JSON goes to standard output, one object a line. Lines for people go to standard error, where they mix with
    no result; `auto` is a live line on a terminal and plain lines elsewhere.
    """
    console = Console(stderr=True, highlight=False)
    if manner == "auto":
        manner = "rich" if console.is_terminal and not console.is_dumb_terminal else "plain"
    if manner == "none":
        yield lambda now: True
    elif manner == "rich":
        with _live(console) as report:
            yield report
    else:
        with _lines(manner) as report:
            yield report


@contextmanager
def _live(console: Console) -> Iterator[Report]:
    spinner = Spinner("dots", text="reading")

    def report(now: "Progress") -> bool:
        spinner.update(text=in_words(now))
        return True

    with Live(spinner, console=console, transient=True, refresh_per_second=8):
        yield report


@contextmanager
def _lines(manner: str) -> Iterator[Report]:
    """A line once in a while: the first and the last one always."""
    told_at, untold = -math.inf, None

    def tell(now: "Progress") -> bool:
        nonlocal told_at, untold
        told_at, untold = time.monotonic(), None
        try:
            if manner == "json":
                print(json.dumps(asdict(now)), flush=True)
            else:
                print(in_words(now), file=sys.stderr, flush=True)
        except BrokenPipeError:
            write_to_nobody(sys.stdout if manner == "json" else sys.stderr)
            return False
        return True

    def report(now: "Progress") -> bool:
        nonlocal untold
        untold = now
        return time.monotonic() - told_at < SECONDS_BETWEEN[manner] or tell(now)

    yield report
    if untold is not None:
        tell(untold)


def write_to_nobody(stream: TextIO) -> None:
    """What is still in the stream would break the pipe again when Python ends."""
    with Path(os.devnull).open("w") as nobody:
        os.dup2(nobody.fileno(), stream.fileno())
