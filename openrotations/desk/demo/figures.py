"""The published figures that the demo follows, each with its source (`sources.yaml`)."""

from datetime import date
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from openrotations.desk.demo.texts import load


class Figure(BaseModel):
    """One published figure, or one assumption. `figures` are per cent unless `what` says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    what: str
    source: str
    confidence: Literal["confirmed", "secondary", "assumed"]
    figures: dict[str, float]
    address: str = ""
    published: str = ""
    read_on: date | None = None


@cache
def all_figures() -> dict[str, Figure]:
    """Every figure by its id, in the order of the file."""
    entries = [Figure.model_validate(entry) for entry in load("sources.yaml")]
    return {entry.id: entry for entry in entries}


def figures_of(id: str) -> dict[str, float]:
    """The numbers of one figure. Raises KeyError when `sources.yaml` has no such id."""
    return all_figures()[id].figures


def share(id: str, name: str) -> float:
    """One number of one figure as a fraction: 68 per cent is 0.68."""
    return figures_of(id)[name] / 100
