"""How the plain text of a version is laid out: headings, paragraphs and lists, nothing else. It is always escaped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

_HEADING = re.compile(r"#{1,6}\s+")
_ITEM = re.compile(r"[-*•]\s+")


@dataclass(frozen=True)
class Block:
    """One piece of a text: a `heading`, a `paragraph` or a `list`; the first two have words, the last has items."""

    kind: str
    words: str = ""
    items: list[str] = field(default_factory=list)


def blocks_of(text: str) -> list[Block]:
    """The text in pieces. An empty line parts paragraphs, `#` begins a heading, `-` an item of a list."""
    pieces = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [block for piece in pieces for block in _in_piece(piece.strip().split("\n")) if block.words or block.items]


def _in_piece(lines: list[str]) -> Iterator[Block]:
    for kind, found in groupby((line.strip() for line in lines), _kind_of):
        yield from _of_kind(kind, found)


def _kind_of(line: str) -> str:
    return "heading" if _HEADING.match(line) else "list" if _ITEM.match(line) else "paragraph"


def _of_kind(kind: str, lines: Iterable[str]) -> Iterator[Block]:
    if kind == "heading":
        yield from (Block(kind, _HEADING.sub("", line, count=1).rstrip("# ")) for line in lines)
    elif kind == "list":
        yield Block(kind, items=[_ITEM.sub("", line, count=1) for line in lines])
    else:
        yield Block(kind, "\n".join(lines))
