"""What a rule asks of facts, with a third answer: True, False, or None where a fact is missing."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

type Facts = Mapping[str, object]


class Part(BaseModel):
    """What every kind of condition has in common; an unknown key in a file is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Equals(Part):
    """The fact has this value."""

    fact: str
    equals: str | bool | int = Field(alias="is")


class OneOf(Part):
    """The fact has one of these values."""

    fact: str
    one_of: tuple[str | int, ...]


class AtLeast(Part):
    """The fact is this number or more; a word names another fact that holds the number."""

    fact: str
    at_least: int | str


class AtMost(Part):
    """The fact is this number or less; a word names another fact that holds the number."""

    fact: str
    at_most: int | str


class IsEmpty(Part):
    """The fact is a list with nothing in it."""

    fact: str
    empty: Literal[True]


class AllOf(Part):
    """Every part holds."""

    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Part):
    """At least one part holds."""

    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Part):
    """The part does not hold."""

    negated: "Condition" = Field(alias="not")


type Condition = Equals | OneOf | AtLeast | AtMost | IsEmpty | AllOf | AnyOf | Not


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether the condition holds (strong Kleene logic); None when missing facts leave it open.

    Raises TypeError when a number is asked of a fact that is none.
    """
    if isinstance(condition, AllOf):
        return _all(holds(part, facts) for part in condition.all)
    if isinstance(condition, AnyOf):
        found = _all(_opposite(holds(part, facts)) for part in condition.any)
        return _opposite(found)
    if isinstance(condition, Not):
        return _opposite(holds(condition.negated, facts))
    if any(facts.get(name) is None for name in facts_named(condition)):
        return None
    return _compare(condition, facts)


def facts_named(condition: Condition) -> Iterator[str]:
    """The names of the facts that the condition asks about, in the order of the file."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.all if isinstance(condition, AllOf) else condition.any:
            yield from facts_named(part)
    elif isinstance(condition, Not):
        yield from facts_named(condition.negated)
    else:
        yield condition.fact
        # Asked of the class: a model that is asked for what it has not takes long to say so.
        if isinstance(condition, AtLeast) and isinstance(condition.at_least, str):
            yield condition.at_least
        elif isinstance(condition, AtMost) and isinstance(condition.at_most, str):
            yield condition.at_most


def faults_of(condition: Condition, kinds: Mapping[str, tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """What the condition asks of a fact that its kind, or its values, can never answer. `kinds` by name of fact."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.all if isinstance(condition, AllOf) else condition.any:
            yield from faults_of(part, kinds)
        return
    if isinstance(condition, Not):
        yield from faults_of(condition.negated, kinds)
        return
    kind, values = kinds[condition.fact]
    if isinstance(condition, AtLeast | AtMost):
        if any(kinds[name][0] != "number" for name in facts_named(condition)):
            yield f"{condition.fact} is compared with a number, but one of the two is none"
    elif isinstance(condition, IsEmpty):
        if kind != "list":
            yield f"{condition.fact} is no list"
    else:
        asked = (condition.equals,) if isinstance(condition, Equals) else condition.one_of
        fits = {"yes_no": lambda value: isinstance(value, bool), "words": lambda value: value in values}
        if kind not in fits or not all(fits[kind](value) for value in asked):
            yield f"{condition.fact} can never be {asked[0] if len(asked) == 1 else list(asked)}"


def atoms_of(condition: Condition) -> Iterator[Equals | OneOf | AtLeast | AtMost | IsEmpty]:
    """The parts of a condition that ask about a fact themselves."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.all if isinstance(condition, AllOf) else condition.any:
            yield from atoms_of(part)
    elif isinstance(condition, Not):
        yield from atoms_of(condition.negated)
    else:
        yield condition


def _all(answers: Iterator[bool | None]) -> bool | None:
    found = list(answers)
    if False in found:
        return False
    return None if None in found else True


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _compare(condition: Equals | OneOf | AtLeast | AtMost | IsEmpty, facts: Facts) -> bool:
    value = facts[condition.fact]
    if isinstance(condition, Equals):
        return value == condition.equals
    if isinstance(condition, OneOf):
        return value in condition.one_of
    if isinstance(condition, IsEmpty):
        return not value
    if isinstance(condition, AtLeast):
        return _number(value) >= _number(_limit(condition.at_least, facts))
    return _number(value) <= _number(_limit(condition.at_most, facts))


def _limit(limit: int | str, facts: Facts) -> object:
    return facts[limit] if isinstance(limit, str) else limit


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"a number is needed, not {value!r}")
    return value
