"""The waiver's versions and the prompts for writers, read from the files beside this module."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

_HERE = Path(__file__).resolve().parent


class Wording(BaseModel):
    """Words with the place they come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str
    source: str
    title: str = ""


class Prompts(BaseModel):
    """Questions beside the editor; `observation` is the warning where the student only observed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    prompts: tuple[Wording, ...]
    observation: Wording


class Waiver(BaseModel):
    """One version of what a student chooses between, and of what the letter then says about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    waived: str
    kept: str
    printed_waived: str
    printed_kept: str
    source: str
    checked_on: date

    def printed(self, *, is_waived: bool) -> str:
        """The sentence printed under the letter."""
        return self.printed_waived if is_waived else self.printed_kept


@lru_cache(maxsize=1)
def waivers() -> dict[str, Waiver]:
    """Every version by its id, the oldest first."""
    found = [Waiver.model_validate(each) for each in _read("waivers.yaml")]
    return {waiver.id: waiver for waiver in found}


def current_waiver() -> Waiver:
    """The version that students sign today."""
    return list(waivers().values())[-1]


@lru_cache(maxsize=1)
def writing_prompts() -> Prompts:
    """What strong letters contain, as questions."""
    return Prompts.model_validate(_read("prompts.yaml"))


def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
