"""The tables of states stand in the database as well."""

import importlib
from collections.abc import Iterable, Mapping

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, models

from openrotations.common.states import StateTable
from tests.architecture.sources import is_empty, role_files

type Moves = frozenset[tuple[str, str]]


def pairs(table: StateTable) -> Moves:
    """Every allowed move of a table."""
    return frozenset((old, new) for old, news in table.moves.items() for new in news)


def tables() -> dict[str, StateTable]:
    """Every table of moves, by its full name."""
    found = {}
    for path in role_files("states"):
        module = importlib.import_module(f"openrotations.{path.parent.name}.states")
        for name, value in vars(module).items():
            if isinstance(value, StateTable):
                found[f"{module.__name__}.{name}"] = value
    return found


def guarded_moves() -> dict[type[models.Model], list[Moves]]:
    """What the triggers of each model allow."""
    return {
        model: [
            frozenset((str(old), str(new)) for old, new in trigger.transitions)
            for trigger in getattr(model._meta, "triggers", [])
            if isinstance(trigger, pgtrigger.FSM)
        ]
        for model in apps.get_models()
    }


def unmirrored(named: Mapping[str, StateTable], guarded: Iterable[Moves]) -> list[str]:
    """Tables of moves that no trigger repeats."""
    known = set(guarded)
    return [name for name, table in named.items() if pairs(table) not in known]


def test_every_table_of_states_is_a_trigger_too() -> None:
    is_empty(unmirrored(tables(), (moves for found in guarded_moves().values() for moves in found)))


def test_every_state_field_of_ours_is_guarded() -> None:
    without = [
        model._meta.label
        for model, moves in guarded_moves().items()
        if model.__module__.startswith("openrotations.")
        and any(field.name == "state" and "states" in _home_of_choices(field) for field in model._meta.fields)
        and not moves
    ]
    is_empty(without)


def _home_of_choices(field: "models.Field[object, object]") -> str:
    default = field.default
    return type(default).__module__ if isinstance(default, models.TextChoices) else ""


def test_every_state_of_a_table_is_a_choice_of_its_field() -> None:
    strange = []
    for model, found in guarded_moves().items():
        for moves in found:
            used = {state for move in moves for state in move}
            choices = {value for field in model._meta.fields for value, _label in field.flatchoices}
            strange += [f"{model._meta.label}: {state}" for state in used - choices]
    is_empty(strange)


@pytest.mark.django_db
def test_the_triggers_stand_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE tgname ~ '_moves'"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model, moves in guarded_moves().items() if moves} <= guarded


def test_twin_a_table_without_a_trigger_is_found() -> None:
    table = StateTable({"new": ("old",)})
    assert unmirrored({"x": table}, []) == ["x"]
    assert unmirrored({"x": table}, [frozenset({("new", "old")})]) == []
