"""Whose turn it is. Every package says so for its own part; the desk puts the parts on one page."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

_IN_WORDS: dict[str, Words] = {
    "student": _("the student"),
    "registrar": _("the school"),
    "host": _("the host"),
    "preceptor": _("the preceptor"),
    "office": _("the office"),
}


@dataclass(frozen=True)
class Turn:
    """One thing somebody has to do.

    `who` is student, registrar, host, preceptor or office. `sentence` tells them what, in the second person;
    `told` says it of them to the others, by name; either is empty where nobody reads it. `url` and `label` are
    the button, empty where they act from a signed link.
    """

    code: str
    who: str
    sentence: Words
    told: Words
    since: date
    until: date | None = None
    url: str = ""
    label: Words = ""

    @property
    def whose(self) -> Words:
        """Who has to act, in words for the others."""
        return _IN_WORDS[self.who]


@dataclass(frozen=True)
class Need:
    """One row of the office's "needs me today": what, about whom, since when, and where to act."""

    code: str
    sentence: Words
    about: str
    since: date
    url: str
    until: date | None = None
