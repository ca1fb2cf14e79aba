"""Words that stand nowhere else, each with the list of who may read it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_CANARY = re.compile(r"canary-[a-z]+-\d{3}")


@dataclass
class Canaries:
    """Every canary that was let out: word -> the parties that may read it."""

    seen_by: dict[str, frozenset[str]] = field(default_factory=dict)

    def word(self, owner: str, *parties: str) -> str:
        """A fresh word of this owner that these parties may read; staff may read all but what is sealed to one."""
        word = f"canary-{owner}-{len(self.seen_by):03d}"
        self.seen_by[word] = frozenset(parties)
        return word

    def foreign(self, text: str, parties: Iterable[str]) -> list[str]:
        """Canaries in a text that none of these parties may read, sorted, each with who may."""
        readers = set(parties)
        # A line break inside a word, as in a PDF, does not hide it.
        found = set(_CANARY.findall(text.lower())) | set(_CANARY.findall(re.sub(r"\s+", "", text.lower())))
        return [
            f"{word} (for {', '.join(sorted(self.seen_by.get(word, ())))})"
            for word in sorted(found)
            if not readers & self.seen_by.get(word, frozenset())
        ]

    def left_out(self, fields: dict[str, list[str]]) -> dict[str, list[str]]:
        """What a form would send, without the words of its owner: whoever sends it next must not know them."""
        return {name: [_CANARY.sub("some words", value) for value in values] for name, values in fields.items()}
