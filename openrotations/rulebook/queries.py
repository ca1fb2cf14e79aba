"""The rules that come with the program, and what they say about facts that somebody hands in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.wording import written_date
from openrotations.rulebook.conditions import Facts, facts_named, holds
from openrotations.rulebook.models import PLACE, FactWords, Rule, RuleFile


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

    `who` can change the answer (student, registrar, office); `missing` names the facts that nobody told.
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

    def as_json(self) -> dict[str, Any]:
        """For keeping beside a decision."""
        return {**asdict(self), "verdict": str(self.verdict), "checked_on": self.checked_on.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Finding":
        """From what `as_json` made."""
        return cls(
            **{
                **kept,
                "verdict": Verdict(kept["verdict"]),
                "checked_on": date.fromisoformat(kept["checked_on"]),
                "missing": tuple(kept["missing"]),
            }
        )

    @property
    def verdict_words(self) -> str:
        """The verdict as people read it."""
        return str(VERDICT_WORDS[self.verdict])


@dataclass(frozen=True)
class Answer:
    """All findings, and what they come to: no before not yet before cannot tell before yes."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def open(self) -> list[Finding]:
        """The findings that are not a yes."""
        return [finding for finding in self.findings if finding.verdict != Verdict.YES]


@cache
def rule_file(name: str) -> RuleFile:
    """The file of that name in the folder `rules`. Raises pydantic's ValidationError when it is malformed."""
    text = (files("openrotations.rulebook") / "rules" / f"{name}.yaml").read_text(encoding="utf-8")
    return RuleFile.model_validate(yaml.safe_load(text))


def evaluate(facts: Facts, rules: RuleFile | Sequence[Rule], words: Mapping[str, FactWords] | None = None) -> Answer:
    """What the rules say about these facts. A rule that does not apply is left out; a missing fact never fails.

    Findings stand in the order of the rules; the verdict does not depend on it.
    """
    listed = rules.rules if isinstance(rules, RuleFile) else rules
    words = rules.facts if isinstance(rules, RuleFile) else words or {}
    found = [finding for rule in listed if (finding := _finding(rule, facts, words))]
    return Answer(verdict_of(finding.verdict for finding in found), tuple(found))


def verdict_of(verdicts: Iterable[Verdict]) -> Verdict:
    """What several verdicts come to together."""
    found = set(verdicts)
    for verdict in (Verdict.NO, Verdict.NOT_YET, Verdict.CANNOT_TELL):
        if verdict in found:
            return verdict
    return Verdict.YES


def _finding(rule: Rule, facts: Facts, words: Mapping[str, FactWords]) -> Finding | None:
    applies = True if rule.applies_if is None else holds(rule.applies_if, facts)
    if applies is False:
        return None
    met = holds(rule.yes_if, facts)
    refused = False if rule.no_if is None else holds(rule.no_if, facts)
    if met:  # met is met, whether or not the rule applies
        return _said(rule, Verdict.YES, rule.because.met, facts)
    if applies is None or met is None or refused is None:
        return _untold(rule, facts, words)
    if refused or rule.otherwise == "no":
        return _said(rule, Verdict.NO, rule.because.refused, facts)
    return _said(rule, Verdict.NOT_YET, rule.because.not_yet, facts)


def _said(rule: Rule, verdict: Verdict, because: str, facts: Facts) -> Finding:
    return Finding(
        rule=rule.id,
        verdict=verdict,
        statement=_(rule.statement),
        because=_filled(_(because), facts),
        would_change="" if verdict == Verdict.YES else _filled(_(rule.would_change), facts),
        who=rule.who,
        source=_(rule.source),
        checked_on=rule.checked_on,
        confidence=rule.confidence,
    )


def _untold(rule: Rule, facts: Facts, words: Mapping[str, FactWords]) -> Finding:
    named = [name for part in rule.conditions for name in facts_named(part)]
    missing = tuple(dict.fromkeys(name for name in named if facts.get(name) is None))
    spoken = [_(words[name].words) if name in words else name for name in missing]
    tellers = [words[name].who for name in missing if name in words]
    return Finding(
        rule=rule.id,
        verdict=Verdict.CANNOT_TELL,
        statement=_(rule.statement),
        because=_("We do not know yet: %(facts)s.") % {"facts": "; ".join(spoken)},
        would_change=_filled(_(rule.would_change), facts),
        who=tellers[0] if tellers else rule.who,
        source=_(rule.source),
        checked_on=rule.checked_on,
        confidence=rule.confidence,
        missing=missing,
    )


def _filled(sentence: str, facts: Facts) -> str:
    return PLACE.sub(lambda place: _written(facts.get(place[1])), sentence)


def _written(value: object) -> str:
    if value is None:
        return "…"
    if isinstance(value, date):
        return written_date(value)
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    return str(value)
