"""Calling every address as everybody with everybody's rows, and judging what comes back."""

import itertools
import re
import subprocess
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from openrotations.applications.forms import QUESTIONS, TOPICS
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import html_of, text_of
from openrotations.placements.states import RequestKind
from openrotations.website.forms import QUESTIONS as MAY_I
from tests.addresses import Address
from tests.page_forms import posting_forms
from tests.walker.world import World, token_of

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
MISSING = "missing"
# Argument names that are no model's name.
_ALIASES = {
    "asked_id": "request",
    "change_id": "rulechange",
    "checked_id": "checkedfile",
    "choice_id": "preference",
    "coordinator_id": "hostcoordinator",
    "entry_id": "roundentry",
    "fact_id": "blackout",
    "form_id": "blankform",
    "file_id": "storedfile",
    "name_id": "othername",
    "request_id": "letterrequest",
    "role_id": "staffrole",
}
# What tells rows of a table apart that an address may answer differently.
_MARKS = ("state", "author", "is_waived", "who", "kind", "party", "how", "is_enrolled")
# Arguments that name a row by its code, and whose.
_CODES = {"code": "record", "letter_code": "invitation"}


@dataclass(frozen=True)
class Call:
    """One request: by whom, how, where, with whose rows."""

    role: str
    method: str
    address: Address
    owner: str
    values: tuple[Any, ...]

    @property
    def names_rows(self) -> bool:
        """Whether its address names somebody's row, by id, code or token."""
        return any(name.endswith("_id") or name in (*_CODES, "token") for name in self.address.arguments)

    def __str__(self) -> str:
        return f"{self.role} {self.method} {self.address.name} with {self.owner}'s {self.values}"


@dataclass
class Walk:
    """What was found: faults, and which address answered whom how."""

    faults: list[str] = field(default_factory=list)
    answers: dict[str, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))
    calls: int = 0
    not_found: dict[tuple[str, str, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def unreached(self, addresses: list[Address]) -> list[str]:
        """Addresses that gave nobody a page or a redirect."""
        return [a.name for a in addresses if not any(status < 400 for _role, status in self.answers[a.name])]


def arguments(world: World, address: Address) -> dict[str, list[tuple[Any, ...]]]:
    """Owner -> every combination of argument values from that owner's rows; `missing` names nothing."""
    owners = ("one", "two", "office")
    if not address.arguments:
        return {"nobody": [()]}
    found: dict[str, list[tuple[Any, ...]]] = {}
    for owner in owners:
        columns = [_values(world, owner, name, address) for name in address.arguments]
        if any(columns):  # what is somebody's, seen in what is the office's: an opening in a round
            columns = [
                own or _values(world, "office", name, address)
                for own, name in zip(columns, address.arguments, strict=True)
            ]
        if all(columns):
            found[owner] = list(itertools.product(*columns))
    found[MISSING] = [tuple(uuid.uuid4() if name.endswith("_id") else "nothing-here" for name in address.arguments)]
    return found


def _values(world: World, owner: str, name: str, address: Address) -> list[Any]:
    if name == "token":
        purpose = address.guarded_as.removeprefix("link:")
        return [token_of(link) for link in _one_of_each_kind(world, world.links(owner, purpose))]
    if name in _CODES:
        return [row.code for row in world.rows[owner] if row._meta.model_name == _CODES[name]]  # type: ignore[attr-defined]
    wanted = _ALIASES.get(name, name.removesuffix("_id").replace("_", ""))
    rows = [row for row in world.rows[owner] if row._meta.model_name == wanted]
    return [row.pk for row in _one_of_each_kind(world, rows)] or _words(name, owner)


def _one_of_each_kind(world: World, rows: Iterable[Any]) -> list[Any]:
    """A row for each state (and side) that an address may ask about; a link is what its subject is."""
    known = {row.pk: row for found in world.rows.values() for row in found}
    kinds: dict[tuple[object, ...], Any] = {}
    for row in rows:
        about = known.get(getattr(row, "subject_id", None), row)
        marks = [getattr(about, name, "") for name in _MARKS]
        kinds.setdefault((*marks, getattr(row, "holder_kind", ""), getattr(row, "revoked_at", None) is None), row)
    return list(kinds.values())


def _words(name: str, owner: str) -> list[str]:
    """Values of arguments that name no row."""
    if name == "wish":  # what may be asked of a placement: of anybody's
        return list(RequestKind.values)
    known = {
        "kind": ["students", "offerings"],
        "form": ["csv", "xlsx"],
        "question": list(QUESTIONS),
        "rule": ["states-read"],
        "counter": ["new-york-12-weeks"],
        "topic": list(TOPICS),
        "step": list(MAY_I),
    }
    known["text_kind"] = ["papers"]
    known["paper"] = ["tb_test"]  # one that the site asks for, of a kind like any other
    return known.get(name, []) if owner == "office" else []


@dataclass
class Walker:
    """Calls addresses as everybody. Nothing that a call changes outlives it."""

    world: World
    walk: Walk = field(default_factory=Walk)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clients = {"visitor": Client(raise_request_exception=False)}
        for role, person in self.world.people.items():
            self.clients[role] = Client(raise_request_exception=False)
            self.clients[role].force_login(person)
        self.cookies = {role: deepcopy(client.cookies) for role, client in self.clients.items()}

    def visit(self, addresses: list[Address], methods: tuple[str, ...] = METHODS) -> Walk:
        """Every address x role x method x owner; GET first, so that its forms are known when POST comes."""
        for method in methods:
            for address in addresses:
                for role, client in self.clients.items():
                    self._with_everybodys_rows(address, role, client, method)
        self.walk.faults += _unlike(self.walk.not_found)
        return self.walk

    def _with_everybodys_rows(self, address: Address, role: str, client: Client, method: str) -> None:
        for owner, combinations in arguments(self.world, address).items():
            if owner in ("office", MISSING) and method not in ("GET", "POST"):
                continue
            for values in combinations if self._tries_all(address, role, method) else combinations[:1]:
                self._call(Call(role, method, address, owner, values), client)

    def _tries_all(self, address: Address, role: str, method: str) -> bool:
        """Rows of every state matter to those who may change them; the others are told the same of each."""
        holders = "visitor" if address.guarded_as.startswith("link:") else "student-one"
        return method in ("GET", "POST") and role in (holders, "coordinator")

    def _call(self, call: Call, client: Client) -> None:
        path = reverse(call.address.name, args=call.values)
        # A message left in a cookie by the call before would stand on this page.
        client.cookies = deepcopy(self.cookies[call.role])
        given = self.forms.get(call.address.name, {}) if call.method == "POST" else {}
        with transaction.atomic():
            before = set(Message.objects.values_list("pk", flat=True))
            response = client.generic(call.method, path) if not given else client.post(path, given)
            self._judge(call, path, response)
            self._judge_mail(call, before)
            transaction.set_rollback(True)

    def _judge(self, call: Call, path: str, response: HttpResponseBase) -> None:
        self.walk.calls += 1
        self.walk.answers[call.address.name].add((call.role, response.status_code))
        text = readable(response)
        if response.status_code >= 500:
            self.walk.faults.append(f"{call}: {response.status_code}")
        if found := self.world.canaries.foreign(text, self._readers(call)):
            self.walk.faults.append(f"{call}: {response.status_code} shows {', '.join(found[:3])}")
        if response.status_code == 404 and call.method in ("GET", "POST") and call.names_rows:
            self.walk.not_found[call.role, call.method, call.address.name][call.owner] = neutral(text, call.values)
        if call.method == "GET" and response.status_code < 400:
            for form in posting_forms(text.split("\n\n", 1)[-1], path):
                self.forms.setdefault(form.view_name, {}).update(self.world.canaries.left_out(form.filled()))

    def _judge_mail(self, call: Call, before: set[uuid.UUID]) -> None:
        for message in Message.objects.exclude(pk__in=before).select_related("link"):
            reader = self.world.parties.get(message.to_email, "coordinator")
            text = f"{message.subject}\n{text_of(message, 'x')}\n{html_of(message, 'x')}"
            if found := self.world.canaries.foreign(text, [reader]):
                self.walk.faults.append(f"{call}: mail to {reader} shows {', '.join(found)}")

    def _readers(self, call: Call) -> Iterator[str]:
        """Whose eyes the caller has: their own, the link holder's, and for a code whatever its record says."""
        yield call.role
        if call.owner in ("one", "two"):
            for name, value in zip(call.address.arguments, call.values, strict=True):
                if name == "token":
                    yield from (self.world.holder(link) for link in self._links(call) if token_of(link) == value)
                if name in _CODES:
                    yield f"student-{call.owner}"

    def _links(self, call: Call) -> Iterator[Any]:
        links = self.world.links(call.owner, call.address.guarded_as.removeprefix("link:"))
        return (link for link in links if call.role not in self.world.people or not _is_for(link, self.world, call))


def _is_for(link: Any, world: World, call: Call) -> bool:
    return bool(link.not_for_id == world.people[call.role].pk)


def readable(response: HttpResponseBase) -> str:
    """Headers and body as text; a PDF as the text printed on it."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = response.cookies.output()
    if body.startswith(b"%PDF"):
        done = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True)
        body = done.stdout
    return f"{headers}\n{cookies}\n\n{body.decode(errors='replace')}"


def neutral(text: str, values: tuple[Any, ...]) -> str:
    """A body without what differs between any two answers: nonce, token against forgery, and the path itself."""
    body = text.split("\n\n", 1)[-1]
    for value in values:
        body = body.replace(str(value), "X")
    body = re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", body)
    return re.sub(r"X-CSRFToken[^,}]*", "", body)


def _unlike(found: dict[tuple[str, str, str], dict[str, str]]) -> Iterator[str]:
    """Addresses that tell a missing row and somebody else's apart."""
    for (role, method, name), bodies in found.items():
        for owner, body in bodies.items():
            if MISSING in bodies and body != bodies[MISSING]:
                yield f"{role} {method} {name}: {owner}'s row is answered otherwise than a missing one"
