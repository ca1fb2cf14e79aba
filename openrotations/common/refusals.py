"""How the program says no: every reason at once, in plain words, with who can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = str | Promise


@dataclass(frozen=True)
class Reason:
    """Why something may not happen.

    `code` is stable and meant for programs; `text` is for people; `who` says who can mend it
    (student, registrar, host, preceptor, office); `source` says where the rule comes from.
    """

    code: str
    text: Words
    who: str = "office"
    source: str = ""


@dataclass
class Refused(Exception):
    """Raised by an action that may not happen. Nothing was saved."""

    reasons: tuple[Reason, ...]
    context: dict[str, Any] = field(default_factory=dict)

    def __init__(self, reasons: Iterable[Reason], **context: Any) -> None:
        self.reasons = tuple(reasons)
        self.context = context
        super().__init__(", ".join(reason.code for reason in self.reasons))


def refuse_if(reasons: Iterable[Reason]) -> None:
    """Raise `Refused` with these reasons; do nothing when there are none."""
    found = tuple(reasons)
    if found:
        raise Refused(found)


ALREADY_MOVED = Reason("already-moved", _("This has changed since you opened the page. Look at it again, then decide."))
