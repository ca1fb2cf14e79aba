"""The rounds of the past, with why each student got or did not get each choice.

What was given is known from the demo world. Priorities are set so that the planner, which explains every
choice, comes to the same result: at each opening those who were given a seat stand before the others.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from openrotations.applications.models import Preference
from openrotations.desk.demo.applications import Application as Paper
from openrotations.desk.demo.fill_placements import earlier
from openrotations.desk.demo.rounds import Round as Plan
from openrotations.desk.demo.rows import Rows
from openrotations.placements.models import Outcome, Round, RoundEntry
from openrotations.placements.planner.ranked.explain import Explainer
from openrotations.placements.planner.ranked.formats import Instance, Solution, instance_from, solution_json
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.states import RoundState


@dataclass(frozen=True)
class Settled:
    """One round of the past: its file, its result, and the choices of everybody in it, the dearest first."""

    instance: Instance
    solution: Solution
    choices: dict[str, tuple[str, ...]]


def settle_rounds(rows: Rows) -> dict[str, Settled]:
    """Every past round by key. Wants applications and openings, saved or not."""
    given: dict[str, str] = {}
    for placement in earlier(rows):
        given.setdefault(placement.student, placement.opening)
    return {
        plan.key: _settle(rows, _papers_of(rows, plan), given, seed)
        for seed, plan in enumerate(rows.world.rounds[:-2], start=rows.world.seed)
        if _papers_of(rows, plan)
    }


def _papers_of(rows: Rows, plan: Plan) -> list[Paper]:
    return [paper for paper in rows.world.applications if paper.round == plan.key]


def _settle(rows: Rows, papers: list[Paper], given: dict[str, str], seed: int) -> Settled:
    choices = {paper.student: paper.preferences for paper in papers}
    while True:
        instance = _instance(rows, choices, given)
        solution = match_round(instance, seed=seed)
        others = [key for key in choices if solution.match[_id(rows, key)] != str(rows.openings[given[key]].pk)]
        if not others:
            return Settled(instance, solution, choices)
        for key in others:
            # Two who could have swapped their seats to the good of both: they liked what they got best.
            choices[key] = (given[key], *(other for other in choices[key] if other != given[key]))


def _instance(rows: Rows, choices: dict[str, tuple[str, ...]], given: dict[str, str]) -> Instance:
    wanted: dict[str, list[str]] = {}
    for student, keys in choices.items():
        for key in keys:
            wanted.setdefault(key, []).append(student)
    offerings = []
    for key, students in wanted.items():
        first = sorted(_id(rows, each) for each in students if given[each] == key)
        rest = sorted(_id(rows, each) for each in students if given[each] != key)
        tiers = [tier for tier in (first, rest) if tier]
        offerings.append({"id": str(rows.openings[key].pk), "capacity": len(first), "priority": tiers})
    people = [
        {"id": _id(rows, student), "prefs": [str(rows.openings[key].pk) for key in keys]}
        for student, keys in choices.items()
    ]
    return instance_from({"format": "matching-instance/1", "name": "demo", "offerings": offerings, "students": people})


def _id(rows: Rows, student: str) -> str:
    return str(rows.applications[student].pk)


def fill_rounds(rows: Rows, settled: dict[str, Settled]) -> None:
    """A closed round for each, written before its placements."""
    for plan in rows.world.rounds[:-2]:
        if plan.key not in settled or plan.published_on is None:
            continue
        published_at = datetime.combine(plan.published_on, time(7), UTC)
        found = settled[plan.key]
        row = Round(
            name=plan.name,
            state=RoundState.CLOSED,
            seed=found.solution.lottery_seed,
            ran_at=published_at,
            published_at=published_at,
            instance=_json(found.instance.model_dump(mode="json")),
            solution=_json(solution_json(found.solution)),
            created_at=datetime.combine(plan.opened_on, time(13), UTC),
        )
        rows.rounds[plan.key] = row
        office = rows.office_for(plan.key)
        rows.diary.note(row.created_at, "add_round", row, office, seed=row.seed)
        rows.diary.note(published_at, "run_round", row, office, new="reviewed", students=len(found.choices))
        rows.diary.note(published_at, "publish_round", row, office, new="published", offers=len(found.choices))
    Round.objects.bulk_create(rows.rounds.values())


def fill_outcomes(rows: Rows, settled: dict[str, Settled], preferences: dict[str, list[Preference]]) -> None:
    """Who was in which round, and the reason for every choice. `preferences` are by the key of the student."""
    entries, outcomes = [], []
    for key, found in settled.items():
        explainer = Explainer(found.instance, found.solution)
        for student in found.choices:
            entry = RoundEntry(
                round=rows.rounds[key], application=rows.applications[student], created_at=rows.rounds[key].created_at
            )
            entries.append(entry)
            told = {each.offering: _json(each.as_json()) for each in explainer.student(_id(rows, student))}
            for preference in preferences[student]:
                detail = told[str(preference.opening_id)]
                outcomes.append(
                    Outcome(
                        entry=entry,
                        preference=preference,
                        is_given=detail["reason"] == "placed",
                        reason=detail["reason"],
                        detail=detail,
                        created_at=entry.created_at,
                    )
                )
    RoundEntry.objects.bulk_create(entries)
    Outcome.objects.bulk_create(outcomes)


def _json(value: object) -> Any:
    """As it will come back from the database: lists for tuples."""
    return json.loads(json.dumps(value))
