"""What rules answer: yes, not yet, no, or cannot tell, each with what a person needs to believe it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy


class Verdict(StrEnum):
    """What a rule, or all of them together, say."""

    YES = "yes"
    NOT_YET = "not_yet"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


VERDICT_WORDS = {
    Verdict.YES: gettext_lazy("Yes"),
    Verdict.NOT_YET: gettext_lazy("Not yet"),
    Verdict.NO: gettext_lazy("No"),
    Verdict.CANNOT_TELL: gettext_lazy("Cannot tell yet"),
}


@dataclass(frozen=True)
class Finding:
    """What one rule says about these facts, and what a person needs to believe it.

    `who` can change the answer (student, registrar, host, office); `missing` names the facts that nobody told, and
    that decide it. `effect`: decides; informs, which never stands in the way; or counsel: nobody should assert
    either, and the office asks a lawyer. `needed_by` submission or clearance: when missing facts must be told.
    `about` names a choice, in words, where the finding is about one.
    """

    rule: str
    verdict: Verdict
    statement: str
    because: str
    would_change: str
    who: str
    source: str
    checked_on: date
    confidence: str
    missing: tuple[str, ...] = ()
    scope: str = "programme"
    effect: str = "decides"
    needed_by: str = "submission"
    review_on: date | None = None
    about: str = ""

    def as_json(self) -> dict[str, Any]:
        """For keeping beside a decision."""
        review_on = self.review_on.isoformat() if self.review_on else None
        days = {"checked_on": self.checked_on.isoformat(), "review_on": review_on}
        return {**asdict(self), "verdict": str(self.verdict), **days}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Finding":
        """From what `as_json` made, by this version of the program or an earlier one."""
        known = {each.name for each in fields(cls)}
        review_on = kept.get("review_on")
        return cls(
            **{
                **{name: value for name, value in kept.items() if name in known},
                "verdict": Verdict(kept["verdict"]),
                "checked_on": date.fromisoformat(kept["checked_on"]),
                "review_on": date.fromisoformat(review_on) if review_on else None,
                "missing": tuple(kept["missing"]),
            }
        )

    @property
    def verdict_words(self) -> str:
        """The verdict as people read it."""
        if self.effect == "counsel":
            return str(gettext_lazy("Needs counsel"))
        return str(VERDICT_WORDS[self.verdict])

    @property
    def decides(self) -> bool:
        """Whether it counts towards the verdict."""
        return self.effect == "decides"


@dataclass(frozen=True)
class Answer:
    """All findings, and what those that decide come to: no before not yet before cannot tell before yes."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def open(self) -> list[Finding]:
        """The findings that decide and are not a yes."""
        return [finding for finding in self.findings if finding.decides and finding.verdict != Verdict.YES]

    @property
    def refused(self) -> list[Finding]:
        """The findings that say no."""
        return [finding for finding in self.open if finding.verdict == Verdict.NO]

    @property
    def worth_reading(self) -> list[Finding]:
        """Everything that is not simply a yes, what only informs included."""
        return [finding for finding in self.findings if finding.verdict != Verdict.YES]


def verdict_of(verdicts: Iterable[Verdict]) -> Verdict:
    """What several verdicts come to together."""
    found = set(verdicts)
    for verdict in (Verdict.NO, Verdict.NOT_YET, Verdict.CANNOT_TELL):
        if verdict in found:
            return verdict
    return Verdict.YES
