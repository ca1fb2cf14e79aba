"""What a rule could still say once missing facts are told, tried out on values that make a difference to it.

A rule compares facts with few values; between these values nothing changes. So a handful of values a fact stand for
all, and whether a fact matters is found out rather than guessed: a fact that changes no answer is not asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import product

from openrotations.rulebook.conditions import AtLeast, AtMost, Equals, Facts, OneOf, atoms_of, holds
from openrotations.rulebook.models.shapes import FactWords, Rule

type Values = Sequence[object]


class Outcome(StrEnum):
    """What a rule comes to when nothing is missing."""

    LEFT_OUT = "left_out"
    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"
    COUNSEL = "counsel"


def outcome_of(rule: Rule, facts: Facts) -> Outcome | None:
    """What the rule says as far as its conditions tell; None when missing facts leave it open."""
    applies = True if rule.applies_if is None else holds(rule.applies_if, facts)
    if applies is False:
        return Outcome.LEFT_OUT
    if met := holds(rule.yes_if, facts):  # met is met, whether or not the rule applies
        return Outcome.YES
    refused = False if rule.no_if is None else holds(rule.no_if, facts)
    if applies is None or met is None or refused is None:
        return None
    return Outcome.NO if refused else Outcome(rule.otherwise)


def still_open(rule: Rule, facts: Facts, words: Mapping[str, FactWords]) -> tuple[set[Outcome], list[str]]:
    """Everything the rule could come to, and the missing facts that decide which of it, in the rule's order."""
    known = tuple((name, _plain(facts[name])) for name in rule.facts if facts.get(name) is not None)
    outcomes, named = _tried_out(rule, known, tuple(words[name] for name in rule.facts))
    return set(outcomes), list(named)


@lru_cache(maxsize=20_000)
def _tried_out(
    rule: Rule, known: tuple[tuple[str, object], ...], words: tuple[FactWords, ...]
) -> tuple[frozenset[Outcome], tuple[str, ...]]:
    facts, kinds = dict(known), dict(zip(rule.facts, words, strict=True))
    missing = [name for name in rule.facts if name not in facts]
    domains = [_values(name, rule, facts, kinds[name]) for name in missing]
    found: dict[tuple[object, ...], Outcome] = {}
    for told in product(*(range(len(values)) for values in domains)):
        given = {name: domains[n][told[n]] for n, name in enumerate(missing)}
        outcome = outcome_of(rule, {**facts, **given})
        assert outcome is not None  # every fact is there
        found[told] = outcome
    named = tuple(name for n, name in enumerate(missing) if _matters(n, found))
    return frozenset(found.values()), named


def _plain(value: object) -> object:
    # Of a list a rule asks only whether it is empty.
    return tuple(value) if isinstance(value, list) else value


def _matters(place: int, found: Mapping[tuple[object, ...], Outcome]) -> bool:
    """Whether two completions that differ in this fact alone differ in what comes of them."""
    seen: dict[tuple[object, ...], bool | Outcome] = {}
    for told, outcome in found.items():
        # A rule that does not apply stands in nobody's way, as one that is met.
        same = Outcome.YES if outcome == Outcome.LEFT_OUT else outcome
        others = told[:place] + told[place + 1 :]
        if seen.setdefault(others, same) != same:
            return True
    return False


def _values(name: str, rule: Rule, facts: Facts, fact: FactWords) -> Values:
    if fact.kind == "yes_no":
        return (True, False)
    if fact.kind == "list":
        return ((), ("…",))
    if fact.kind == "number":
        around = {number + step for number in _numbers(rule, facts) for step in (-1, 0, 1)}
        return sorted(around | {0, 1})
    named = {value for atom in _atoms(rule) if atom.fact == name for value in _named(atom)}
    other = next((value for value in fact.values if value not in named), None)
    return [*sorted(named), *([] if other is None else [other])]


def _numbers(rule: Rule, facts: Facts) -> Iterator[int | float]:
    for atom in _atoms(rule):
        if isinstance(atom, AtLeast | AtMost):
            limit = atom.at_least if isinstance(atom, AtLeast) else atom.at_most
            for number in (limit, facts.get(atom.fact), facts.get(str(limit))):
                if isinstance(number, int | float):
                    yield number


def _named(atom: object) -> Iterator[str]:
    if isinstance(atom, Equals):
        yield str(atom.equals)
    elif isinstance(atom, OneOf):
        yield from (str(value) for value in atom.one_of)


def _atoms(rule: Rule) -> Iterator[Equals | OneOf | AtLeast | AtMost]:
    for part in rule.conditions:
        yield from atoms_of(part)  # type: ignore[misc]  # IsEmpty has no values
