"""The shape of a file of rules. No tables: rules are data that come with the program."""

import re
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from openrotations.rulebook.conditions import Condition, facts_named

PLACE = re.compile(r"\{(\w+)\}")
type Confidence = Literal["high", "medium", "low"]


class Sheet(BaseModel):
    """What every part of a file has in common; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactWords(Sheet):
    """A fact that rules may ask about: what it is, in words, and who can tell it."""

    words: str
    who: str


class Words(Sheet):
    """Why the answer is what it is, a sentence an answer; `{name}` puts a fact in."""

    met: str
    refused: str = ""
    not_yet: str = ""


class Rule(Sheet):
    """One rule: when it matters, when it is met, when it is refused for good, and where it comes from."""

    id: str = Field(pattern=r"^[a-z][a-z-]+$")
    statement: str
    applies_if: Condition | None = None
    yes_if: Condition
    no_if: Condition | None = None
    otherwise: Literal["no", "not_yet"] = "not_yet"
    because: Words
    would_change: str
    who: str
    source: str
    checked_on: date
    confidence: Confidence

    @property
    def conditions(self) -> list[Condition]:
        """All its conditions."""
        return [part for part in (self.applies_if, self.yes_if, self.no_if) if part is not None]

    @property
    def facts(self) -> set[str]:
        """The names of the facts it asks about."""
        return {name for part in self.conditions for name in facts_named(part)}

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything it may say to a person."""
        return (self.because.met, self.because.refused, self.because.not_yet, self.would_change)


class RuleFile(Sheet):
    """A file of rules with the facts they ask about."""

    facts: dict[str, FactWords]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def check_names(self) -> "RuleFile":
        """Every fact that a rule asks about or puts in a sentence is declared, and no rule stands twice."""
        for rule in self.rules:
            said = {name for sentence in rule.sentences for name in PLACE.findall(sentence)}
            if unknown := (rule.facts | said) - self.facts.keys():
                raise ValueError(f"rule {rule.id} names facts that are not declared: {sorted(unknown)}")
            if not (rule.because.refused if rule.otherwise == "no" or rule.no_if else rule.because.not_yet):
                raise ValueError(f"rule {rule.id} does not say why the answer is not yes")
        ids = [rule.id for rule in self.rules]
        if len(ids) != len(set(ids)):
            raise ValueError("a rule stands twice in the file")
        return self
