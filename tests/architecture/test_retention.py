"""docs/data-retention.yaml says of every field of every table whether it is about a person, and how long it stays."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import yaml
from django.apps import apps
from django.db import models

from tests.architecture.sources import ROOT, is_empty

_FILE = ROOT / "docs" / "data-retention.yaml"
_MUST_SAY = {"fields", "what", "kept_until", "why", "source"}


def retention() -> dict[str, Any]:
    """The file as it stands."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text())
    return read


def fields_of(tables: Iterable[type[models.Model]], skipped: Iterable[str] = ()) -> set[str]:
    """Every field that can say something: keys, references and the moment a row was made left out."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in tables
        if model._meta.label not in set(skipped)
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.is_relation and field.name != "created_at"
    }


def not_in_the_file(fields: set[str], said: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """Fields nobody classified, names that are no field, and fields that stand twice."""
    named = Counter(name for part in ("personal", "not_personal") for entry in said[part] for name in entry["fields"])
    twice = [name for name, count in named.items() if count > 1]
    return sorted(fields - named.keys()), sorted(named.keys() - fields), twice


def test_every_field_is_classified_once() -> None:
    said = retention()
    skipped = [table for entry in said["tables_of_libraries"] for table in entry["tables"]]
    assert not_in_the_file(fields_of(apps.get_models(), skipped), said) == ([], [], [])


def test_every_entry_says_what_until_when_why_and_from_where() -> None:
    said = retention()
    is_empty([entry for entry in said["personal"] if set(entry) != _MUST_SAY or not all(entry.values())])
    assert said["checked_on"]


def test_twin_a_forgotten_field_is_found() -> None:
    said = {"personal": [{"fields": ["a.B.c", "a.B.gone"]}], "not_personal": [{"fields": ["a.B.c"]}]}
    assert not_in_the_file({"a.B.c", "a.B.d"}, said) == (["a.B.d"], ["a.B.gone"], ["a.B.c"])
