"""The templates that an office starts from, which are no legal advice and cannot be published as they are.

And wordings that students answered to before the programme's texts had versions: they never change.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from openrotations.common.refusals import Words

# Stands in every template; whoever publishes takes it out, and says with it that somebody has read the text.
MARK = "TEMPLATE, NOT CHECKED"


# By the name that a release keeps in `text_version`.
EARLIER_WORDS: dict[str, tuple[Words, ...]] = {
    "2026-11": (
        "Your school gives credit for a rotation only when it gets the evaluation back.",
        "If you agree, the registrars of your school can read the evaluations of your rotations once they are final.",
        "They also see your dates, sites, signed days and hours. They do not see letters of recommendation.",
        "You can take this back at any time. What the school has read already stays with the school.",
        "You may also say no. You can rotate all the same, but your school may then give no credit.",
    ),
}


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
