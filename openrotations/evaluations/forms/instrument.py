"""Evaluation forms as data: items with plain anchors, each mapped to a competency, in versions that never change."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

CURRENT = "rotation-v1"
LOWEST, HIGHEST = 1, 5
_FOLDER = Path(__file__).parent
type Anchor = Annotated[str, StringConstraints(min_length=3, max_length=80)]


class Frozen(BaseModel):
    """Data that is read and never changed; an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(Frozen):
    """An item's title, and what each rating from 1 to 5 means."""

    title: str = Field(max_length=60)
    anchors: tuple[Anchor, Anchor, Anchor, Anchor, Anchor]


class ItemSource(Frozen):
    """An item as the file has it: in the words for a hands-on student, for an observer, or for both."""

    key: str = Field(pattern=r"^[a-z_]+$")
    competency: str
    hands_on: Wording | None = None
    observation: Wording | None = None


class Item(Frozen):
    """An item as one form asks it. `anchors[0]` says what rating 1 means."""

    key: str
    title: str
    competency: str
    anchors: tuple[Anchor, ...]

    def words_for(self, rating: int | None) -> str:
        """What this rating means; empty without one."""
        return self.anchors[rating - LOWEST] if rating else ""


class Instrument(Frozen):
    """A whole form file. Raises ValidationError where a key is twice or a competency is unknown."""

    id: str
    title: str
    source: str = Field(min_length=20)
    checked_on: date
    minutes: int
    competencies: dict[str, str]
    items: tuple[ItemSource, ...]

    @model_validator(mode="after")
    def is_in_order(self) -> "Instrument":
        """Keys once, competencies known, every competency asked about."""
        keys = [item.key for item in self.items]
        if len(keys) != len(set(keys)):
            raise ValueError("an item's key stands twice")
        if {item.competency for item in self.items} != set(self.competencies):
            raise ValueError("competencies and items do not cover each other")
        return self


class Form(Frozen):
    """One form as somebody fills it in; `id` names the file and the participation, and is kept with the answers."""

    id: str
    minutes: int
    items: tuple[Item, ...]
    competencies: dict[str, str]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the items in order."""
        return tuple(item.key for item in self.items)


@cache
def load_instrument(name: str) -> Instrument:
    """The file of this name. Raises FileNotFoundError, or pydantic's ValidationError."""
    found = _FOLDER / f"{name}.yaml"
    return Instrument.model_validate(yaml.safe_load(found.read_text(encoding="utf-8")))


def form_id(participation: str) -> str:
    """The form used now for this participation (hands_on or observation), such as "rotation-v1/observation"."""
    return f"{CURRENT}/{participation}"


@cache
def load_form(name: str) -> Form:
    """The form with this id, of the version that the id names. Raises FileNotFoundError or KeyError."""
    instrument, _sep, participation = name.partition("/")
    source = load_instrument(instrument)
    items = [(item, _wording(item, participation)) for item in source.items]
    return Form(
        id=name,
        minutes=source.minutes,
        competencies=source.competencies,
        items=tuple(
            Item(key=item.key, competency=item.competency, title=words.title, anchors=words.anchors)
            for item, words in items
            if words
        ),
    )


def _wording(item: ItemSource, participation: str) -> Wording | None:
    return {"hands_on": item.hands_on, "observation": item.observation}[participation]
