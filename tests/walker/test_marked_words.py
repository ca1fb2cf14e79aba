"""A language of our own, with every translated word between « and »: what stands outside is not translated."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import trans_real

from openrotations.common.places import STATES
from openrotations.rulebook.queries import shipped_book
from tests.addresses import addresses
from tests.walker.walking import arguments
from tests.walker.world import World, build_world

pytestmark = pytest.mark.slow
_SKIPPED = re.compile(r"<(script|style|svg|code|title|option)\b.*?</\1>|<!--.*?-->", re.S)
_NUMBERS = re.compile(r"\d[\d.,]* USD|^\s*\d+\. ")
# Names of columns in files, of steps in the audit trail, and rules as they are written: the same in every language.
_CODES = {"desk:import", "desk:audit", "desk:components", "desk:add_rule", "desk:change_rule"}
# Names of this program and of standards, the same in every language.
_SAME = {"OpenRotations", "USD", "NPI", "ERAS", "PDF", "CSV", "XLSX", "SHA", "English"}


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every translation comes back between « and »."""
    from django.utils import translation

    def once(text: str) -> str:
        return text if not text or text.startswith("«") else f"«{text}»"

    def gettext(message: str) -> str:
        return once(message)

    def ngettext(one: str, many: str, number: int) -> str:
        return once(one if number == 1 else many)

    def pgettext(context: str, message: str) -> str:
        return once(message)

    def npgettext(context: str, one: str, many: str, number: int) -> str:
        return ngettext(one, many, number)

    for change in (gettext, ngettext, pgettext, npgettext):
        monkeypatch.setattr(trans_real, change.__name__, change)
        monkeypatch.setattr(translation._trans, change.__name__, change, raising=False)  # type: ignore[attr-defined]


def unmarked(page: str, known: set[str]) -> Iterator[str]:
    """Words of a page that are neither translated nor somebody's own."""
    main = html.unescape(re.sub(r"<[^>]*>", "\n", _SKIPPED.sub("\n", page)))
    rest = re.sub(r"«[^«»]*(?:«[^«»]*»[^«»]*)*»", " ", main)
    for line in rest.splitlines():
        words = " ".join(_NUMBERS.sub(" ", line).split()).strip("« ")
        if re.search(r"[A-Za-z]{3}", words) and not _is_known(words, known):
            yield words


def _is_known(words: str, known: set[str]) -> bool:
    left = words
    for each in (words, *re.split(r"[,·–:()/]| - ", words)):
        part = each.strip(" .…“”‘’")
        if part in known or part in _SAME or "canary-" in part:
            left = left.replace(each, " ")
    return words in known or not re.search(r"[A-Za-z]{3}", left)


def own_words() -> set[str]:
    """Everything that stands in the database or in the files of rules: people's own words and data."""
    found: set[str] = set()
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                _collect(getattr(row, field.attname), found)
    for path in Path("openrotations").rglob("*.yaml"):
        _collect(yaml.safe_load(path.read_text()), found)
    # A limit's sentence holds its number; states have one name each.
    _collect([rule.statement for rule in shipped_book().rules], found)
    _collect([name for _code, name in STATES], found)
    return found


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        for each in value:
            _collect(each, found)
    elif isinstance(value, str):
        found.update(" ".join(line.split()) for line in [value, *value.splitlines(), *value.split(", ")])


def pages(world: World) -> Iterator[tuple[str, str, str]]:
    """Role, address and text of every page that somebody reads."""
    clients = {"visitor": Client()} | {role: Client() for role in ("student-one", "director")}
    for role, client in clients.items():
        if role in world.people:
            client.force_login(world.people[role])
        for address in addresses():
            if address.is_of_library or address.name in _CODES:
                continue
            for owner, combinations in arguments(world, address).items():
                if owner in ("one", "office", "nobody"):
                    response = client.get(reverse(address.name, args=combinations[0]))
                    if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
                        yield role, address.name, response.content.decode()


def test_every_word_of_every_page_is_translated(db: None, marked: None) -> None:
    world = build_world(timezone.now())
    known = own_words()
    found = {
        f"{name}: {words}": role for role, name, page in pages(world) for words in dict.fromkeys(unmarked(page, known))
    }
    assert not found, f"{len(found)} words:\n" + "\n".join(found)


def test_twin_an_unmarked_word_is_found() -> None:
    assert list(unmarked("<p>Save it</p><p>«Save it»</p><p>Lena</p>", {"Lena"})) == ["Save it"]
