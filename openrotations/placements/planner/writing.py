"""Writes the planner's files: the whole file or nothing, the same bytes for the same value."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TextIO


def write_json(value: object, path: Path) -> None:
    """Write a value with one entry a line, for files that people open."""
    write_whole(path, lambda draft: _written(draft, json.dumps(value, ensure_ascii=False, indent=1)))


def write_json_by_part(value: Mapping[str, object], path: Path) -> None:
    """Write an object with one part (a student, an offering) a line, for files of thousands of parts."""
    write_whole(path, lambda draft: draft.writelines(_lines(value)))


def write_whole(path: Path, fill: Callable[[TextIO], object]) -> None:
    """Let `fill` write a draft beside the file, and put it in the file's place when it is complete."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as opened:
            fill(opened)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _written(draft: TextIO, text: str) -> None:
    draft.write(text + "\n")


def _lines(value: Mapping[str, object]) -> Iterator[str]:
    opening = "{\n"
    for key, inner in value.items():
        yield f"{opening}{_compact(key)}: "
        opening = ",\n"
        if isinstance(inner, list) and any(isinstance(part, dict) for part in inner):
            yield "[\n" + ",\n".join(_compact(part) for part in inner) + "\n]"
        elif isinstance(inner, dict) and any(isinstance(part, list | dict) for part in inner.values()):
            yield "{\n" + ",\n".join(f"{_compact(name)}: {_compact(part)}" for name, part in inner.items()) + "\n}"
        else:
            yield _compact(inner)
    yield "\n}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
