"""Cases written from the facts of the field: facts in, verdict and findings out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from openrotations.rulebook.queries import Finding, Verdict, evaluate, shipped_book

GOLDEN: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "golden.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    """One line of the file."""

    name: str
    source: str
    facts: dict[str, object]
    verdict: str
    open: dict[str, str]
    absent: list[str]


def cases() -> list[Case]:
    found = []
    for group in GOLDEN["groups"]:
        for n, case in enumerate(group["cases"], start=1):
            start = GOLDEN["student"] | (GOLDEN["graduate"] if case.get("of") == "graduate" else {})
            name, facts = f"{group['name']} {n}", {**start, **case["change"]}
            found.append(Case(name, group["source"], facts, case["verdict"], case["open"], case.get("absent", [])))
    return found


def said(finding: Finding) -> str:
    """A finding as the file writes it."""
    if finding.effect == "counsel":
        return "counsel"
    return "? " + ", ".join(finding.missing) if finding.verdict == Verdict.CANNOT_TELL else str(finding.verdict)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_the_facts_of_the_field_are_answered(case: Case) -> None:
    answer = evaluate(case.facts, shipped_book())
    assert {finding.rule: said(finding) for finding in answer.findings if finding.verdict != "yes"} == case.open
    assert str(answer.verdict) == case.verdict
    assert not {finding.rule for finding in answer.findings} & set(case.absent)


def test_there_are_two_hundred_cases_and_each_has_a_source() -> None:
    assert len(cases()) >= 200
    assert all(case.source for case in cases())
    assert len({str(case.facts) for case in cases()}) >= 200


def test_every_shipped_rule_is_met_and_not_met_by_some_case() -> None:
    met, opened = set[str](), set[str]()
    for case in cases():
        for finding in evaluate(case.facts, shipped_book()).findings:
            (met if finding.verdict == "yes" else opened).add(finding.rule)
    ids = {rule.id for rule in shipped_book().rules}
    assert (ids - met, ids - opened) == (set(), set())
