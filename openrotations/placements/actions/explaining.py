"""Keeping why each student got or did not get each choice of a round."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import override

from openrotations.placements.models import Outcome, Round
from openrotations.placements.queries.instances import Choice

# The planner's own words for why a choice cannot be had (rules.py says it in sentences).
KINDS = {"closed": "rule", "graduate-observes": "requirement"}
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
        detail = told[application_id].get(str(choice.opening.pk)) or _why_left_out(choice)
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


def as_json(value: object) -> Any:
    """As it will come back from the database: lists for tuples."""
    return json.loads(json.dumps(value))


def _why_left_out(choice: Choice) -> Detail:
    if not choice.reasons:
        return {"reason": "date", "code": "weeks", "text": "It was not part of this round."}
    first = choice.reasons[0]
    with override("en"):  # kept as the message's own words; pages translate them
        return {"reason": KINDS.get(first.code, "date"), "code": first.code, "text": str(first.text)}
