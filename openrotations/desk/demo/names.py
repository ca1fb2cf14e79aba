"""Names of fictional people: ordinary given names with family names that are things, in many shapes and scripts."""

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from openrotations.desk.demo.texts import load

NATIVE_FIRST_SHARE = 0.14
"""How many of those with a second script write their name in it first."""

UNFOLDABLE = str.maketrans({"ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "ɔ": "o", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Name:
    """One person's name. `full` is as the person writes it; `latin` always has Latin letters; `native` may be empty."""

    full: str
    latin: str
    native: str
    given: str
    family: str


class NameGiver:
    """Gives every caller a name that nobody in this world has yet."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.cultures = load("names.yaml")
        self.given_out: set[str] = set()

    def give(self, culture: str) -> Name:
        """A new name of that culture. A second given name is added once the plain pairs run out."""
        rules = self.cultures[culture]
        for attempt in range(200):
            given = self.rng.choice(rules["given"])
            family = self.rng.choice(rules["family"])
            if attempt > 20:
                given = self._with_second(given, self.rng.choice(rules["given"]))
            name = self._compose(given, family, rules.get("order", "given_first"))
            if name.latin not in self.given_out:
                self.given_out.add(name.latin)
                return name
        raise ValueError(f"names.yaml has too few names of culture {culture}")

    @staticmethod
    def _with_second(first: list[str], second: list[str]) -> list[str]:
        return [f"{first[i]} {second[i]}" for i in range(min(len(first), len(second)))]

    def _compose(self, given: list[str], family: list[str], order: str) -> Name:
        latin = f"{given[0]} {family[0]}".strip()
        native = ""
        if len(given) > 1:
            native_family = family[-1]
            parts = [native_family, given[1]] if order == "family_first" else [given[1], native_family]
            glue = "" if re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", given[1]) else " "
            native = glue.join(parts).strip()
        if native == latin:
            native = ""
        full = self._as_written(latin, native, order)
        return Name(full=full, latin=latin, native=native, given=given[0], family=family[0])

    def _as_written(self, latin: str, native: str, order: str) -> str:
        if not native:
            return latin
        if order == "family_first" and self.rng.random() < 0.4:
            return f"{native} ({latin})"
        return native if self.rng.random() < NATIVE_FIRST_SHARE else latin


def mailbox(latin: str) -> str:
    """The part of an address before the @, in ASCII: `Éloïse de l'Ombrelle` is `eloise.de.lombrelle`."""
    folded = unicodedata.normalize("NFKD", latin.translate(UNFOLDABLE).lower())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return ".".join(re.findall(r"[a-z0-9]+", plain.replace("'", "").replace("’", "")))
