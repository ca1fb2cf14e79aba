"""Does a person's paper hold for a rotation: on its first day, through its last, within the window a site asks for."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from openrotations.common.refusals import Words
from openrotations.common.wording import written_date
from openrotations.documents.immunity import RULES, Proof, day_of
from openrotations.documents.kinds import PaperKind, paper_kinds
from openrotations.documents.states import WAITING

type Verdict = Literal["fine", "runs_out", "missing", "in_review", "refused"]


class Paper(Protocol):
    """What is asked of a document here."""

    @property
    def pk(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def issued_on(self) -> date | None: ...
    @property
    def valid_until(self) -> date | None: ...
    @property
    def refused_because(self) -> str: ...
    @property
    def deleted_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Standing:
    """How a person stands with one kind of paper for one rotation.

    `until` is the last day on which it holds, where there is one; `because` says in words what is wrong, empty when
    fine; `document_id` is the paper that decides.
    """

    verdict: Verdict
    until: date | None = None
    because: Words = ""
    document_id: UUID | None = None

    @property
    def is_fine(self) -> bool:
        """Whether nothing is asked any more."""
        return self.verdict == "fine"


@dataclass(frozen=True)
class Asked:
    """What a site asks of a paper: the rotation's days, the oldest evidence it takes, and the least amounts."""

    first: date
    last: date
    not_older_than_days: int | None = None
    counted_from: str = "start"
    amounts: Mapping[str, Any] | None = None

    @property
    def oldest(self) -> date | None:
        """The earliest day the evidence may be of; None when any age will do."""
        if self.not_older_than_days is None:
            return None
        counted = self.last if self.counted_from == "end" else self.first
        return counted - timedelta(days=self.not_older_than_days)


def standing(
    kind: str,
    documents: Sequence[Paper],
    *,
    first: date,
    last: date,
    not_older_than_days: int | None = None,
    counted_from: str | None = None,
    amounts: Mapping[str, Any] | None = None,
) -> Standing:
    """The standing of one kind among a person's documents, judged through the rotation's LAST day.

    `documents` may hold other kinds; they are left out. `not_older_than_days` is counted back from the rotation's
    first day, or from its last with counted_from="end". `amounts` are the least numbers by element key, such as
    {"per_occurrence": 1_000_000}; a true value asks for a tick, and {"quantitative": True} for titres with values.
    Raises KeyError for a kind that the file does not have.
    """
    rule, asked = paper_kinds()[kind], Asked(first, last, not_older_than_days, counted_from or "start", amounts or {})
    own = [paper for paper in documents if paper.kind == kind]
    found = [paper for paper in own if paper.state in ("accepted", "expired")]
    judged = [_judged_together(rule, found, asked)] if kind in RULES else [_judged(rule, each, asked) for each in found]
    fine = [each for each in judged if each.is_fine]
    if fine:
        return max(fine, key=lambda each: each.until or date.max)
    waiting = next((paper for paper in own if paper.state in WAITING), None)
    if waiting is not None:
        return Standing("in_review", None, _("The office looks at it."), waiting.pk)
    refused = next((paper for paper in own if paper.state == "refused"), None)
    if found:
        return max(judged, key=lambda each: (each.verdict == "runs_out", each.until or date.min))
    if refused is not None:
        return Standing("refused", None, refused.refused_because, refused.pk)
    deleted = next((paper for paper in own if paper.state == "deleted"), None)
    if deleted is not None and deleted.deleted_at is not None:
        text = _("It was deleted on %(day)s, after your last rotation. Upload it again.")
        because = text % {"day": written_date(deleted.deleted_at.date())}
        return Standing("missing", None, because, deleted.pk)
    return judged[0] if judged else Standing("missing", None, _("Not uploaded yet."))


def lasts_until(kind: PaperKind, *, issued_on: date | None, stated: date | None) -> date | None:
    """The last day on which a paper of this kind holds: as it says itself, or so many months after its issue."""
    if kind.months and issued_on:
        reckoned = months_after(issued_on, kind.months)
        return min(stated, reckoned) if stated else reckoned
    return stated


def months_after(on: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def _judged(kind: PaperKind, paper: Paper, asked: Asked) -> Standing:
    """One accepted paper against what is asked."""
    if lacking := _lacking(kind, paper.facts, asked.amounts or {}):
        return Standing("missing", None, lacking, paper.pk)
    valid_from = day_of(paper.facts.get("valid_from"))
    if valid_from and valid_from > asked.first:
        text = _("It begins on %(day)s, after the first day of the rotation.") % {"day": written_date(valid_from)}
        return Standing("missing", None, text, paper.pk)
    until = lasts_until(kind, issued_on=paper.issued_on, stated=paper.valid_until)
    if kind.has_last_day and until is None:
        return Standing("missing", None, _("Its last day is not known."), paper.pk)
    return _in_time(Proof(paper.issued_on, until), asked, paper.pk)


def _judged_together(kind: PaperKind, papers: Sequence[Paper], asked: Asked) -> Standing:
    """Immunisations: what stands on all accepted papers together, as doses are often spread over several."""
    shown = [{**paper.facts} for paper in papers]
    proof = RULES[kind.key](kind, shown, asked.first, asked.last, asked.amounts or {})
    decisive = papers[0].pk if papers else None
    if isinstance(proof, Proof):
        return _in_time(proof, asked, decisive)
    return Standing("missing", None, proof if papers else _("Not uploaded yet."), decisive)


def _in_time(proof: Proof, asked: Asked, document_id: UUID | None) -> Standing:
    """Whether the evidence is young enough, and holds through the last day."""
    until = proof.until
    if asked.oldest and not proof.is_not_asked:
        if proof.evidence_on is None:
            return Standing("missing", None, _("The day it was issued is not known."), document_id)
        if proof.evidence_on < asked.oldest:
            until = _earlier(until, proof.evidence_on + timedelta(days=asked.not_older_than_days or 0))
            text = _("It is older than %(count)s days. This site asks for one of %(day)s or later.")
            because = text % {"count": asked.not_older_than_days, "day": written_date(asked.oldest)}
            return Standing("runs_out", until, because, document_id)
        if asked.counted_from == "end":
            until = _earlier(until, proof.evidence_on + timedelta(days=asked.not_older_than_days or 0))
    if until is not None and until < asked.last:
        text = _("It runs out on %(until)s, before the last day of the rotation on %(last)s.")
        because = text % {"until": written_date(until), "last": written_date(asked.last)}
        return Standing("runs_out", until, because, document_id)
    return Standing("fine", until, "", document_id)


def _lacking(kind: PaperKind, facts: Mapping[str, Any], amounts: Mapping[str, Any]) -> str:
    """What does not stand on the paper and must; empty when nothing is lacking."""
    for element in kind.elements:
        if element.is_needed and facts.get(element.key) in (None, "", False):
            return _("The paper does not show: %(what)s.") % {"what": element.title}
    titles = {element.key: element.title for element in kind.elements}
    for key, least in {**kind.least, **amounts}.items():
        shown = facts.get(key)
        text = _("%(what)s: %(least)s is asked, the paper shows %(shown)s.")
        said = {"what": titles.get(key, key), "least": _plain(least), "shown": _plain(shown)}
        if isinstance(least, bool):
            if least and not shown:
                return text % said
        elif isinstance(least, int | float):
            if not isinstance(shown, int | float) or shown < least:
                return text % said
        elif shown != least:
            return text % said
    return ""


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    return _("nothing") if value in (None, "") else str(value)


def _earlier(one: date | None, other: date) -> date:
    return min(one, other) if one else other
