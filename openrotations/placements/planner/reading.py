"""Reads JSON that came from outside, and names every fault in it with its place."""

import difflib
import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

SHOWN_CHARACTERS = 60

type JsonObject = Mapping[str, object]

Id = Annotated[str, Field(strict=True, min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: `place` as in `students[3].prefs[0]`, and what is wrong there."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class BadInstance(ValueError):
    """The file cannot be used. `faults` holds every reason found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class _Repeated(dict[str, object]):
    """A JSON object in which a key stands more than once; Python would keep the last one silently."""

    repeated: tuple[str, ...] = ()


def load_json(source: Path | bytes) -> tuple[object, list[Fault]]:
    """The JSON value in a file or in bytes, and the keys that stand twice.

    Raises `BadInstance` for text that is not JSON in UTF-8, and `OSError` for a file that cannot be read.
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    seen_twice: list[_Repeated] = []

    def keep(pairs: list[tuple[str, object]]) -> dict[str, object]:
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        keys = [key for key, _ in pairs]
        marked = _Repeated(plain)
        marked.repeated = tuple(sorted({key for key in keys if keys.count(key) > 1}))
        seen_twice.append(marked)
        return marked

    try:
        value: object = json.loads(content.decode("utf-8-sig"), object_pairs_hook=keep)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadInstance([Fault(place, f"is not JSON: {error.msg}")]) from None
    except UnicodeDecodeError as error:
        raise BadInstance([Fault(f"byte {error.start}", "is not text in UTF-8")]) from None
    except (ValueError, RecursionError):
        raise BadInstance([Fault("file", "holds a number too long or lists nested too deep")]) from None
    return value, _repeated_keys(value, "") if seen_twice else []


def _repeated_keys(value: object, place: str) -> list[Fault]:
    faults: list[Fault] = []
    if isinstance(value, _Repeated):
        faults += [Fault(place or "file", f"has the key {shown(key)} twice") for key in value.repeated]
    if isinstance(value, dict):
        for key, inner in value.items():
            faults += _repeated_keys(inner, f"{place}.{shortened(key)}" if place else shortened(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            faults += _repeated_keys(inner, f"{place}[{index}]")
    return faults


def shortened(text: str) -> str:
    """The text, safe to print and cut to 60 characters, with its length when it was cut."""
    safe = repr(text[:SHOWN_CHARACTERS])[1:-1]
    return safe if len(text) <= SHOWN_CHARACTERS else f"{safe}... ({len(text)} characters)"


def shown(value: object) -> str:
    """A value as a message shows it: never long, never with characters that upset a terminal."""
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 100:
        return "a very large number"
    return shortened(str(value))


def faults_of(error: ValidationError, raw: object) -> list[Fault]:
    """Pydantic's findings about `raw` in the planner's own words."""
    return [Fault(_place(found["loc"], raw), _message(found)) for found in error.errors(include_url=False)]


def _place(steps: Iterable[int | str], raw: object) -> str:
    """`students[3].prefs[0]`. A bare id counts as a tie of one inside, so the walk ends at the id."""
    place = ""
    at: object = raw
    for step in steps:
        if isinstance(at, str) or step == "[key]":
            break
        place += f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" if place else shortened(step)
        if isinstance(at, list) and isinstance(step, int):
            at = at[step] if step < len(at) else None
        elif isinstance(at, dict):
            at = at.get(step)
    return place or "file"


def _message(found: ErrorDetails) -> str:
    given = shown(found["input"])
    limits: Mapping[str, object] = found.get("ctx", {})
    messages = {
        "missing": "is missing",
        "int_type": f"must be a whole number, not {given}",
        "int_from_float": f"must be a whole number, not {given}",
        "float_type": f"must be a number, not {given}",
        "finite_number": f"must be a finite number, not {given}",
        "bool_type": f"must be true or false, not {given}",
        "greater_than_equal": f"must be at least {_limit(limits.get('ge'))}, not {given}",
        "less_than_equal": f"must be at most {_limit(limits.get('le'))}, not {given}",
        "string_type": f"must be text, not {given}",
        "string_too_short": "must not be empty",
        "string_too_long": f"must be at most {limits.get('max_length')} characters: {given}",
        "string_unicode": f"holds characters that are not valid text: {given}",
        "tuple_type": f"must be a list, not {given}",
        "too_short": "must not be an empty list",
        "too_long": f"must hold at most {limits.get('max_length')} entries",
        "model_type": f"must be an object, not {given}",
        "dict_type": f"must be an object, not {given}",
        "literal_error": f"must be {limits.get('expected')}, not {given}",
    }
    return messages.get(found["type"], found["msg"])


def _limit(number: object) -> str:
    return f"{number:g}" if isinstance(number, float) else str(number)


def parts_of(raw: JsonObject, key: str) -> list[tuple[str, JsonObject]]:
    """The objects in `raw[key]`, a list or an object, each with its place. Others are left out."""
    listed = raw.get(key)
    if isinstance(listed, Mapping):
        named = [(f"{key}.{shortened(name)}", part) for name, part in listed.items()]
    else:
        named = [(f"{key}[{index}]", part) for index, part in enumerate(list_in(raw, key))]
    return [(place, part) for place, part in named if isinstance(part, Mapping)]


def list_in(raw: JsonObject, key: str) -> Sequence[object]:
    """The list `raw[key]`, or an empty one when there is none."""
    listed = raw.get(key)
    return listed if isinstance(listed, list | tuple) else ()


def repeated_ids(parts: list[tuple[str, JsonObject]]) -> Iterator[Fault]:
    """Every id that an earlier part has already."""
    first: dict[str, str] = {}
    for place, part in parts:
        given = part.get("id")
        if isinstance(given, str) and first.setdefault(given, place) != place:
            yield Fault(f"{place}.id", f"{shown(given)} is already the id of {first[given]}")


def misspelt_keys(place: str, part: JsonObject, model: type[BaseModel]) -> Iterator[Fault]:
    """Unknown keys are allowed and ignored, but one that looks like a slip would lose what it says."""
    for key in part:
        near = None if key in model.model_fields else nearest_key(key, tuple(model.model_fields))
        if near:
            where = f"{place}.{shortened(key)}" if place else shortened(key)
            yield Fault(where, f'is not a key of this format; did you mean "{near}"?')


@functools.lru_cache(maxsize=1000)
def nearest_key(key: str, known: tuple[str, ...]) -> str | None:
    """The known key for which this one looks like a slip of the pen."""
    return next(iter(difflib.get_close_matches(key[:200].strip().lower(), known, n=1, cutoff=0.8)), None)
