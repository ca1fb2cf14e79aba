"""Hostile names and texts through every form: kept exactly and shown as text, or refused with nothing changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.notifications.models import Message
from openrotations.notifications.rendering import html_of
from tests.addresses import addresses
from tests.journeys.hostile import DANGEROUS, HOSTILE
from tests.page_forms import PageForm, posting_forms
from tests.walker.walking import arguments
from tests.walker.world import World, build_world

pytestmark = pytest.mark.slow
# Only these make the page after it worth a look.
_MARKS = set("<{\u202e")
_TEXT_KINDS = {"text", "textarea", "search", "email", "tel", "url"}
# What is written sealed, or not kept because it only decides.
_NOT_READABLE = {"documents:accept", "letters:draft", "letters:sign", "logbook:sign_days"}
# A field that counts only beside a certain choice, or sets another aside.
BESIDE = {
    ("placements:host_answer", "because"): {"answer": ["refuse"], "reason": [""]},
    ("placements:host_answer", "day_one_contact"): {"answer": ["confirm"]},
    ("desk:host_student", "because"): {"answer": ["refuse"], "reason": [""]},
    ("desk:host_student", "day_one_contact"): {"answer": ["confirm"]},
    ("logbook:days", "reason"): {"kind": ["absent"]},
    ("applications:profile_question", "name"): {"school": [""], "country": ["PT"]},
    ("applications:profile_question", "city"): {"school": [""], "country": ["PT"], "name": ["A school"]},
}
# The trail, and that a link was opened: they may grow without anything having changed.
_NO_CHANGE = {"entry", "session", "personkey", "procrastinatejob", "signedlink"}


# The fields in as many tests, so that processes share them.
PARTS = 2


@dataclass(frozen=True)
class Field:
    """One text field of one form, and who found it."""

    role: str
    form: str
    name: str


def fields_of(world: World) -> dict[Field, PageForm]:
    """Every text field of every form that somebody of side one, or of the office, is shown."""
    found: dict[Field, PageForm] = {}
    known: set[tuple[str, str]] = set()
    for role, client in clients(world).items():
        for address in addresses():
            if address.is_of_library or (role == "visitor") != address.guarded_as.startswith("link:"):
                continue
            for owner, combinations in arguments(world, address).items():
                for values in combinations if owner != "two" else []:
                    path = reverse(address.name, args=values)
                    for form in _forms_at(client, path):
                        for name, kind in form.kinds.items():
                            if kind in _TEXT_KINDS and (form.view_name, name) not in known:
                                known.add((form.view_name, name))
                                found[Field(role, form.view_name, name)] = form
    return found


def clients(world: World) -> dict[str, Client]:
    """Those who fill in forms: link holders (anybody), a student, the office."""
    made = {"visitor": Client(raise_request_exception=False)}
    for role in ("student-one", "coordinator", "director"):
        made[role] = Client(raise_request_exception=False)
        made[role].force_login(world.people[role])
    return made


def _forms_at(client: Client, path: str) -> Iterator[PageForm]:
    with rolled_back():
        response = client.get(path)
    if response.status_code == 200 and not response.streaming and "html" in response.headers.get("Content-Type", ""):
        yield from posting_forms(response.content.decode(), path)


@contextmanager
def rolled_back() -> Iterator[list[models.Model]]:
    """Undo everything that happens inside; the list fills with the rows of ours that were saved or deleted."""
    changed: list[models.Model] = []

    def note(sender: Any, instance: models.Model, **unused: Any) -> None:
        if sender._meta.model_name not in _NO_CHANGE and sender.__module__.startswith("openrotations."):
            changed.append(instance)

    post_save.connect(note, weak=False)
    post_delete.connect(note, weak=False)
    try:
        with transaction.atomic():
            yield changed
            transaction.set_rollback(True)
    finally:
        post_save.disconnect(note)
        post_delete.disconnect(note)


def faults_of(client: Client, field: Field, form: PageForm, text: str) -> Iterator[str]:
    """What goes wrong when this text is sent in this field."""
    sent = {**form.filled(), **BESIDE.get((field.form, field.name), {}), field.name: [text]}
    before = set(Message.objects.values_list("pk", flat=True))
    with rolled_back() as changed:
        response = client.post(form.action, sent)
        if response.status_code >= 500:
            yield f"{response.status_code}"
            return
        yield from _not_neutral(response, text)
        if response.status_code in (422, 400, 200) and _is_refusal(response):
            if stayed := sorted({row._meta.model_name or "" for row in changed if _has_stayed(row)}):
                yield f"refused, and yet {stayed} changed"
        elif changed and field.form not in _NOT_READABLE and not _is_kept(changed, text):
            yield f"{response.status_code}: not kept as it was written"
        if response.status_code in (301, 302, 303) and _MARKS & set(text):
            following = client.get(response.headers["Location"])
            if following.status_code >= 500:
                yield f"the page after it: {following.status_code}"
            yield from _not_neutral(following, text)
        for message in Message.objects.exclude(pk__in=before).select_related("link"):
            yield from _unsafe_mail(message, text)


def _is_refusal(response: HttpResponseBase) -> bool:
    return response.status_code in (400, 422)


def _has_stayed(row: models.Model) -> bool:
    """Whether the database holds the row as it was saved: a refusal inside an action undoes what came before it."""
    now = type(row)._default_manager.filter(pk=row.pk).first()
    names = [field.attname for field in row._meta.concrete_fields]
    return now is not None and all(getattr(now, name) == getattr(row, name) for name in names)


def _is_kept(changed: list[models.Model], text: str) -> bool:
    """Whether a saved row holds the text, but for spaces around it and the kind of its line ends."""
    wanted = _plain(text)
    if not wanted:
        return True
    for row in changed:
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if isinstance(value, str) and _plain(value) == wanted:
                return True
            if any(wanted in _plain(each) for each in _texts(value)):
                return True
    return False


def _texts(value: object) -> Iterator[str]:
    """Every text inside a JSON value."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from [each] if isinstance(each, str) else _texts(each)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _not_neutral(response: HttpResponseBase, text: str) -> Iterator[str]:
    """Markup must come back as text, a template's marks as they are."""
    if response.streaming or "html" not in response.headers.get("Content-Type", ""):
        return
    body = response.content.decode(errors="replace")  # type: ignore[attr-defined]
    if "<" in text and text in body:
        yield "shown as markup"
    if "{{ 4711" in text and "9422" in body:
        yield "run as a template"


def _unsafe_mail(message: Message, text: str) -> Iterator[str]:
    if "\n" in message.subject or "\r" in message.subject:
        yield "a line end in a mail's subject"
    if "<" in text and text in html_of(message, "x"):
        yield "markup in a mail"


@pytest.fixture
def world(db: None) -> World:
    """Two of everybody, in every state."""
    return build_world(timezone.now())


def test_there_are_enough_hostile_texts() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("part", range(PARTS))
def test_no_text_breaks_a_form(world: World, part: int) -> None:
    everybody, found, faults = clients(world), fields_of(world), []
    for field, form in list(found.items())[part::PARTS]:
        is_first = next(each for each in found if each.form == field.form) == field
        for kind, text in HOSTILE.items() if is_first else [(kind, HOSTILE[kind]) for kind in DANGEROUS]:
            for fault in faults_of(everybody[field.role], field, form, text):
                faults.append(f"{field.form} {field.name} ({field.role}), {kind}: {fault}")
    print(f"{len(found)} fields x {len(HOSTILE)} texts")
    assert len(found) >= 25, f"only {sorted({field.form for field in found})} were found"
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)


def test_twin_markup_that_comes_back_is_found() -> None:
    text = HOSTILE["script"]
    assert list(_not_neutral(HttpResponse(f"<p>{text}</p>"), text)) == ["shown as markup"]
    assert list(_not_neutral(HttpResponse("<p>&lt;script&gt;</p>"), text)) == []


def test_twin_a_text_that_was_shortened_is_found() -> None:
    kept, cut = Message(subject=HOSTILE["arabic"]), Message(subject=HOSTILE["arabic"][:5])
    assert _is_kept([kept], HOSTILE["arabic"]) and not _is_kept([cut], HOSTILE["arabic"])
