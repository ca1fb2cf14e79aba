"""What sites of each kind usually ask for, as data: a first list for the office to change with the host."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from openrotations.documents.kinds import kind_title, paper_kinds

_FILE = Path(__file__).with_name("requirement_templates.yaml")


class UsualRequirement(BaseModel):
    """One paper that sites of a kind usually ask for, where that was read, and how sure it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    not_older_than_days: int | None = Field(default=None, ge=1, le=3650)
    counted_from: Literal["start", "end"] = "start"
    amounts: dict[str, float] = {}
    lead_days: int | None = Field(default=None, ge=0, le=365)
    who: Literal["student", "registrar", "office", "host"] = "student"
    only_hands_on: bool = False
    note: str = Field(default="", max_length=300)
    source: str = Field(min_length=3, max_length=300)
    confidence: Literal["read", "not looked up"]
    checked_on: date

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        if kind not in paper_kinds():
            raise ValueError(f"no paper is called {kind}")
        return kind

    @property
    def fields(self) -> dict[str, Any]:
        """As fields of a requirement."""
        return {**self.model_dump(exclude={"confidence", "source"}), "source": self.told_source}

    @property
    def title(self) -> str:
        """What the paper is called."""
        return kind_title(self.kind)

    @property
    def told_source(self) -> str:
        """Where it comes from; what nobody looked up says so."""
        return self.source if self.confidence == "read" else f"Not confirmed: {self.source}"


class _Templates(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    choice: str
    papers: tuple[UsualRequirement, ...]
    kinds: dict[Literal["hospital", "private_practice", "clinic"], tuple[str, ...]]


@cache
def _templates() -> _Templates:
    """The file's content. Raises pydantic's ValidationError for a file that is not in order."""
    return _Templates.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def usual_requirements(site_kind: str) -> list[UsualRequirement]:
    """What sites of this kind (`hospital`, `private_practice`, `clinic`) usually ask for, in the file's order."""
    found = _templates()
    wanted = found.kinds[site_kind]  # type: ignore[index]  # a KeyError is what an unknown kind deserves
    by_kind = {paper.kind: paper for paper in found.papers}
    return [by_kind[kind] for kind in wanted]


def who_chose() -> str:
    """Why these papers stand in these lists, in words for the office."""
    return _templates().choice
