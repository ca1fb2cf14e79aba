"""Reading the audit trail, and checking that nobody changed it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from openrotations.audit.models import ChainLink, Entry
from openrotations.common.refusals import Words

_ROLES: dict[str, Words] = {
    "student": _("the student"),
    "registrar": _("the registrar"),
    "host coordinator": _("the host’s coordinator"),
    "preceptor": _("the preceptor"),
    "coordinator": _("a coordinator of the office"),
    "director": _("a director of the office"),
    "program": _("the program itself"),
}


@dataclass(frozen=True)
class ChainFault:
    """Where the chain is broken, and how."""

    number: int
    what: str


def entries_about(row: Model) -> QuerySet[Entry]:
    """Everything that was done to this row, oldest first."""
    return Entry.objects.filter(subject_kind=row._meta.label_lower, subject_id=str(row.pk)).order_by("id")


def chain_faults() -> Iterator[ChainFault]:
    """Every fault of the chain: an altered, missing, added or reordered entry. Nothing when it is whole."""
    previous, expected = "", 1
    for link in ChainLink.objects.select_related("entry").order_by("number").iterator(chunk_size=2000):
        if link.number != expected:
            yield ChainFault(expected, "an entry is missing here")
            expected = link.number
        if hashlib.sha256(f"{previous}\n{link.entry.body}".encode()).hexdigest() != link.hash:
            yield ChainFault(link.number, "the entry or its hash was altered")
        if not _columns_agree(link.entry):
            yield ChainFault(link.number, "the entry's columns differ from its body")
        previous, expected = link.hash, expected + 1
    for entry_id in Entry.objects.filter(link=None).values_list("id", flat=True).iterator():
        yield ChainFault(0, f"entry {entry_id} was added outside the chain")


def chain_head() -> tuple[int, str]:
    """Number and hash of the newest link, to be kept elsewhere as proof; (0, "") when there is none."""
    link = ChainLink.objects.order_by("-number").first()
    return (link.number, link.hash) if link else (0, "")


def stands_in_chain(number: int, digest: str) -> bool:
    """Whether a head that was kept earlier is still a link of the chain."""
    return ChainLink.objects.filter(number=number, hash=digest).exists()


def sentence_of(action: str) -> Words:
    """What an entry says, from the `trail.py` of the package that recorded it; an action of old keeps its code."""
    return all_sentences().get(action) or action.replace("_", " ").capitalize()


def role_in_words(role: str) -> Words:
    """Who acted, by their role in an entry."""
    return _ROLES.get(role, role)


@cache
def all_sentences() -> dict[str, Words]:
    """Every action that some package records: its sentence."""
    found: dict[str, Words] = {}
    for package in apps.get_app_configs():
        if module_has_submodule(package.module, "trail"):
            found |= import_module(f"{package.name}.trail").SENTENCES
    return found


def _columns_agree(entry: Entry) -> bool:
    body = json.loads(entry.body)
    stated = (body["action"], body["actor"]["id"], body["actor"]["role"], body["subject"]["id"], body["at"])
    return stated == (entry.action, entry.actor_id, entry.actor_role, entry.subject_id, entry.at.isoformat())
