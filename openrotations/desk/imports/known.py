"""Everything the programme knows, and everything the files add to it, found by name."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.words import comparable, fold

type Key = tuple[Hashable, ...]


class Known:
    """Items by what they can be called. One item may have several keys, one key several items."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[Sort, Key], list[Item]] = defaultdict(list)
        self._all: dict[Item, None] = {}

    def add(self, item: Item, *keys: Key) -> Item:
        """The item, to be found by these keys from now on."""
        self._all[item] = None
        for key in keys:
            named = self._by_key[item.sort, key]
            if item not in named:
                named.append(item)
        return item

    def find(self, sort: Sort, *key: Hashable) -> list[Item]:
        """The items with this key."""
        return self._by_key.get((sort, key), [])

    def one(self, sort: Sort, *key: Hashable) -> Item | None:
        """The first item with this key, or None."""
        return next(iter(self.find(sort, *key)), None)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._all)

    def of(self, sort: Sort) -> Iterable[Item]:
        """All items of a sort, the oldest first."""
        return (item for item in self._all if item.sort is sort)


def school_keys(name: str, country: str) -> tuple[Key, ...]:
    """What a school is found by: with its country, by name alone, and by a name that is nearly the same."""
    return (comparable(name), country), (comparable(name),), ("alike", fold(name) or name, country)


def site_keys(name: str, city: str, state: str) -> tuple[Key, ...]:
    """What a site is found by: its name alone, and with the place."""
    whole = comparable(name), comparable(city), state
    return whole, whole[:1]


def preceptor_keys(npi: str | None, email: str | None) -> tuple[Key, ...]:
    """What a preceptor is found by."""
    return tuple((kind, value) for kind, value in (("npi", npi), ("email", (email or "").lower())) if value)
