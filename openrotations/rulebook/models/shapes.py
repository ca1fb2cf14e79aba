"""The shape of a rule and of the facts that rules ask about. Files that come with the program and rules that
directors write are read by the same shapes."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from openrotations.rulebook.conditions import Condition, facts_named, faults_of

PLACE = re.compile(r"\{(\w+)\}")
MOST_FACTS = 8
type Confidence = Literal["high", "medium", "low"]
type Scope = Literal["programme", "school", "visa", "state", "host"]
type Teller = Literal["student", "registrar", "host", "office"]


class Sheet(BaseModel):
    """What every part of a file has in common; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactWords(Sheet):
    """A fact that rules may ask about: what it is, in words, who can tell it, and where they are asked.

    `asked` names fields of forms or columns of imports (`tests/test_facts.py` follows them). `values` are the
    words that it may be. `of` choice: it differs from choice to choice.
    """

    words: str
    who: Teller
    kind: Literal["yes_no", "words", "number", "list"]
    values: tuple[str, ...] = ()
    of: Literal["application", "choice"] = "application"
    asked: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def check_values(self) -> Self:
        """Words have values; numbers, lists, yes and no have none."""
        if (self.kind == "words") != bool(self.values):
            raise ValueError("values belong to a fact whose kind is words, and to no other")
        return self


class Words(Sheet):
    """Why the answer is what it is, a sentence an answer; `{name}` puts a fact in."""

    met: str
    refused: str = ""
    not_yet: str = ""
    counsel: str = ""


class Rule(Sheet):
    """One rule: when it matters, when it is met, when it is refused for good, and where it comes from.

    `effect`: a rule decides, or it only informs and never stands in anybody's way. `otherwise` counsel: what is
    not met is neither asserted nor refused, but shown to the office for counsel. `needed_by`: from which step on
    a missing fact stands in the way.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]+$", max_length=60)
    scope: Scope
    statement: str = Field(min_length=3)
    effect: Literal["decides", "informs"] = "decides"
    needed_by: Literal["submission", "clearance"] = "clearance"
    applies_if: Condition | None = None
    yes_if: Condition
    no_if: Condition | None = None
    otherwise: Literal["no", "not_yet", "counsel"] = "not_yet"
    because: Words
    would_change: str
    who: Teller
    source: str = Field(min_length=3)
    checked_on: date
    confidence: Confidence
    review_on: date

    @model_validator(mode="after")
    def check_words(self) -> Self:
        """It says why, whatever the answer, is looked at again after it was checked, and asks few facts."""
        needed = {self.otherwise} | ({"no"} if self.no_if else set())
        words = {"no": self.because.refused, "not_yet": self.because.not_yet, "counsel": self.because.counsel}
        if silent := sorted(answer for answer in needed if not words[answer]):
            raise ValueError(f"rule {self.id} does not say why the answer is not yes: {', '.join(silent)}")
        if self.review_on <= self.checked_on:
            raise ValueError(f"rule {self.id} is to be reviewed after the day it was checked")
        if len(self.facts) > MOST_FACTS:
            raise ValueError(f"rule {self.id} asks about more than {MOST_FACTS} facts; split it")
        return self

    @cached_property
    def conditions(self) -> list[Condition]:
        """All its conditions."""
        return [part for part in (self.applies_if, self.yes_if, self.no_if) if part is not None]

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts it asks about, in the order of its conditions."""
        return tuple(dict.fromkeys(name for part in self.conditions for name in facts_named(part)))

    @cached_property
    def facts_said(self) -> tuple[str, ...]:
        """The names of the facts that its sentences put in."""
        words = self.because
        sentences = (words.met, words.refused, words.not_yet, words.counsel, self.would_change)
        return tuple(dict.fromkeys(name for sentence in sentences for name in PLACE.findall(sentence)))


class RuleFile(Sheet):
    """A file of rules."""

    rules: tuple[Rule, ...]


class RuleBook(Sheet):
    """Rules with the facts they ask about."""

    facts: dict[str, FactWords]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def check_rules(self) -> Self:
        """Every fact that a rule asks about or says is declared and asked in its own kind; no rule stands twice."""
        if faults := [fault for rule in self.rules for fault in self.faults_in(rule)]:
            raise ValueError("; ".join(faults))
        ids = [rule.id for rule in self.rules]
        if twice := sorted({each for each in ids if ids.count(each) > 1}):
            raise ValueError(f"a rule stands twice: {', '.join(twice)}")
        return self

    def faults_in(self, rule: Rule) -> Iterator[str]:
        """What a rule asks that no fact can answer."""
        if unknown := sorted({*rule.facts, *rule.facts_said} - self.facts.keys()):
            yield f"rule {rule.id} names facts that are not declared: {', '.join(unknown)}"
            return
        kinds = {name: (fact.kind, fact.values) for name, fact in self.facts.items()}
        for part in rule.conditions:
            yield from (f"rule {rule.id}: {fault}" for fault in faults_of(part, kinds))

    def is_about_choice(self, rule: Rule) -> bool:
        """Whether the rule's answer differs from choice to choice."""
        return any(self.facts[name].of == "choice" for name in rule.facts)

    @cached_property
    def about_application(self) -> "RuleBook":
        """The rules that are asked once an application."""
        return self._with(rule for rule in self.rules if not self.is_about_choice(rule))

    @cached_property
    def about_choice(self) -> "RuleBook":
        """The rules that are asked of every choice."""
        return self._with(rule for rule in self.rules if self.is_about_choice(rule))

    def _with(self, rules: Iterator[Rule]) -> "RuleBook":
        return RuleBook.model_construct(facts=self.facts, rules=tuple(rules))
