"""Keeping why each student got or did not get each choice of a round."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import override

from openrotations.placements.models import Outcome, Round
from openrotations.placements.planner.ranked.explain import Explanation
from openrotations.placements.planner.ranked.formats import Instance, Solution
from openrotations.placements.plans.criteria import DECIDED_BY
from openrotations.placements.queries.instances import Choice

# The planner's own words for why a choice cannot be had (rules.py says it in sentences).
KINDS = {"closed": "rule", "graduate-observes": "requirement"}
DATES = frozenset({"has-begun", "length", "days-taken", "outside-windows", "closed-days", "not-supervised"})
"""Codes of reasons about dates; all others but those of `KINDS` come from a rule, a count or an agreement."""
type Detail = dict[str, Any]


def keep_reasons(round: Round, choices: Sequence[Choice], explain: Callable[[UUID], Sequence[Detail]]) -> None:
    """Keep a reason for every choice. `explain` gives those of one application's choices that the planner saw."""
    Outcome.objects.filter(entry__round=round).delete()
    told: dict[UUID, dict[str, Detail]] = {}
    outcomes = []
    for choice in choices:
        application_id = choice.entry.application_id
        if application_id not in told:
            told[application_id] = {each["offering"]: each for each in explain(application_id)}
        detail = told[application_id].get(str(choice.opening.pk)) or why_left_out(choice)
        reason = detail["reason"]
        outcomes.append(
            Outcome(
                entry=choice.entry,
                preference=choice.preference,
                is_given=reason == "placed",
                reason=reason,
                detail=detail,
            )
        )
    Outcome.objects.bulk_create(outcomes)


class Decided:
    """Adds to what a student is told of a choice by which criterion others came before them."""

    def __init__(self, criteria: Sequence[str], standings: Mapping[UUID, Sequence[int]], solution: Solution) -> None:
        self._criteria, self._standings = criteria, standings
        self._last: dict[str, tuple[int, ...]] = {}
        for student, opening in solution.match.items():
            if opening is not None:
                standing = tuple(standings[UUID(student)])
                self._last[opening] = max(standing, self._last.get(opening, standing))

    def told(self, application_id: UUID, explanation: Explanation) -> Detail:
        """The explanation as it is kept; `decided_by` is the first criterion in which the last one admitted leads."""
        detail: Detail = as_json(explanation.as_json())
        last, own = self._last.get(explanation.offering), self._standings[application_id]
        if explanation.reason == "seats" and last is not None:
            ahead = [name for name, theirs, mine in zip(self._criteria, last, own, strict=True) if theirs != mine]
            detail |= {DECIDED_BY: ahead[0]} if ahead else {}
        return detail


def with_standings(instance: Instance, standings: Mapping[UUID, Sequence[int]]) -> dict[str, Any]:
    """The instance as it is kept: with each student's standing, so that the checker can recount the order."""
    kept: dict[str, Any] = as_json(instance.model_dump(mode="json"))
    for student in kept["students"]:
        student["standing"] = list(standings[UUID(student["id"])])
    return kept


def as_json(value: object) -> Any:
    """As it will come back from the database: lists for tuples."""
    return json.loads(json.dumps(value))


def why_left_out(choice: Choice) -> Detail:
    """Why the planner did not see this choice."""
    if not choice.reasons:
        return {"reason": "date", "code": "weeks", "text": "It was not part of this round."}
    first = choice.reasons[0]
    with override("en"):  # kept as the message's own words; pages translate them
        kind = KINDS.get(first.code, "date" if first.code in DATES else "rule")
        return {"reason": kind, "code": first.code, "text": str(first.text)}
