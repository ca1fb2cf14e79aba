"""The templates that an office starts from. They are no legal advice, and cannot be published as they are."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

# Stands in every template; whoever publishes takes it out, and says with it that somebody has read the text.
MARK = "TEMPLATE, NOT CHECKED"


class Template(BaseModel):
    """A first wording of a text."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    text: str


@cache
def templates() -> dict[str, Template]:
    """The template of each text, by its kind. Raises ValidationError when the file is wrong."""
    read: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "shipped.yaml").read_text(encoding="utf-8"))
    return {kind: Template(**values) for kind, values in read.items()}
