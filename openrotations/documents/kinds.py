"""Every kind of paper as its file has it: what it holds, who brings it, how long it lasts."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

_FILE = Path(__file__).with_name("kinds.yaml")
# The kind that a registrar hands in for a student.
DEANS_LETTER = "deans_letter"
type Lasts = Literal["none", "until"] | int


class Element(BaseModel):
    """One structured fact that stands on a paper. `is_needed`: without it the paper proves nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str
    type: Literal["day", "number", "text", "tick", "choice"]
    unit: str = ""
    choices: Mapping[str, str] = {}
    is_needed: bool = False


class Demand(BaseModel):
    """What a site may ask of a paper besides that it is there: at least so much of a number, or a tick.

    `most` is the highest number that such a paper can show, where there is one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str
    type: Literal["number", "tick"]
    unit: str = ""
    most: float | None = None


class Season(BaseModel):
    """Days of a year (as month-day) in which a dose is asked for, and from when doses count for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: str
    last: str
    doses_from: str


class PaperKind(BaseModel):
    """One kind of paper. `lasts` is none, until (its last day is printed on it) or months from its issue.

    `is_sensitive`: two people of the office look at it. `is_read_on_record`: each reading by the office is
    in the audit trail. `goes_after_rotations`: deleted with its files some time after the person's last rotation.
    `demands` are what a site may ask of it, and all that is judged: keys of elements that are
    numbers or ticks, or demands of their own. `confidence` (H, M, L) says how well the rule is sourced.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z0-9_]+$", max_length=40)
    title: str
    what: str
    who: Literal["student", "registrar", "office", "host"]
    is_sensitive: bool = False
    is_read_on_record: bool = False
    goes_after_rotations: bool = False
    lasts: Lasts
    elements: tuple[Element, ...]
    demands: tuple[str | Demand, ...] = ()
    source: str = ""
    checked_on: date
    confidence: Literal["H", "M", "L"] = "H"
    least: Mapping[str, float | str] = {}
    years: int = 0
    season: Season | None = None

    @property
    def may_ask(self) -> dict[str, Demand]:
        """What a site may ask of it, by key, in the file's order."""
        found = [self._element(each) if isinstance(each, str) else each for each in self.demands]
        return {demand.key: demand for demand in found}

    @model_validator(mode="after")
    def _demands_are_known(self) -> Self:
        assert self.may_ask is not None
        return self

    def _element(self, key: str) -> Demand:
        for element in self.elements:
            if element.key == key and element.type in ("number", "tick"):
                return Demand(key=key, title=element.title, type=element.type, unit=element.unit)
        raise ValueError(f"{self.key} has no number or tick {key}")

    @property
    def months(self) -> int:
        """Months it lasts from its issue; 0 where that is not how it lasts."""
        return self.lasts if isinstance(self.lasts, int) else 0

    @property
    def has_last_day(self) -> bool:
        """Whether the paper itself says until when it is valid."""
        return self.lasts == "until"


@cache
def paper_kinds() -> dict[str, PaperKind]:
    """Every kind by its key, in the order of the file. Raises pydantic's ValidationError for a file out of order."""
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    usual = {"source": read["source"], "checked_on": read["checked_on"]}
    return {each["key"]: PaperKind.model_validate({**usual, **each}) for each in read["kinds"]}


def kind_title(key: str) -> str:
    """What a kind is called; the key itself for a kind that is no more."""
    kind = paper_kinds().get(key)
    return kind.title if kind else key
