"""What the commands' words may be, and what their exit codes mean."""

import argparse
import math
from pathlib import Path

from openrotations.placements.planner.cohort.files.formats import LEVELS, Level

SOLVED = 0
NOT_SOUND = 1
BAD_INPUT = 2
STOPPED_EMPTY = 3
LARGEST_SEED = 2**63 - 1
MOST_SECONDS = 1_000_000.0

type Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def seed(text: str) -> int:
    """A seed as the formats allow it."""
    number = int(text)
    if not 0 <= number <= LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"must be from 0 to {LARGEST_SEED}")
    return number


def count(text: str) -> int:
    """How many of something."""
    number = int(text)
    if not 0 <= number <= 10_000_000:
        raise argparse.ArgumentTypeError("must be from 0 to 10,000,000")
    return number


def seconds(text: str) -> float:
    """A time, from nothing to days."""
    number = float(text)
    if not 0 <= number <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"must be from 0 to {MOST_SECONDS:,.0f} seconds")
    return number


def share(text: str) -> float:
    """A part of a whole, from 0 to 1."""
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must be from 0 to 1")
    return number


def factor(text: str) -> float:
    """A number to divide by."""
    number = float(text)
    if not (math.isfinite(number) and 0.01 <= number <= 1000):
        raise argparse.ArgumentTypeError("must be from 0.01 to 1000")
    return number


def objectives(text: str) -> tuple[Level, ...]:
    """An order of the levels: some of them, each once, with commas between."""
    named = [word.strip() for word in text.split(",")]
    chosen = tuple(level for word in named for level in LEVELS if level == word)
    if len(chosen) != len(named) or len(set(chosen)) != len(chosen):
        raise argparse.ArgumentTypeError(f"must be some of {', '.join(LEVELS)}, each once, with commas between")
    return chosen


def new_file(text: str) -> Path:
    """Where a file is to go. Its folder must be there, so that hours of work are not lost for a slip."""
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path


def folder(text: str) -> Path:
    """A folder that is there."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return path
