"""Agreements with a side's site, signed by link, and what shows that its preceptor may supervise."""

from datetime import timedelta
from typing import TYPE_CHECKING

from openrotations.documents.models import MOST_TRIES, CheckedFile
from openrotations.documents.tests.factories import make_checked
from openrotations.hosts.actions import draft_agreement, note_credential, send_agreement
from openrotations.hosts.evidence import Upload
from openrotations.hosts.models import Agreement, Certification, Checked, ExclusionCheck, Insurance, Licence
from openrotations.hosts.tests.factories import make_signatory

if TYPE_CHECKING:
    from tests.walker.sides import Side

_PICTURE = Upload(b"\x89PNG\r\n\x1a\n", "image/png")


def agree(side: "Side") -> None:
    """A draft that is ready to be sent, one that waits for the host's signature, and all kinds of credentials."""
    _draft(side, ("programme", f"{side.word()}@office.example"), ("site", f"{side.word()}@host.example"))
    # Whoever holds a link must be one of the side's parties.
    waiting = _draft(side, ("programme", side.preceptor.email), ("site", side.host.email))
    send_agreement(waiting, by=side.by, now=side.now)
    today = side.now.date()
    looked_up: dict[str, object] = {"source": side.word(), "checked_on": today}
    ends: dict[str, object] = {"expires_on": today + timedelta(days=400), **looked_up}
    kinds: tuple[tuple[type[Checked], dict[str, object]], ...] = (
        (Licence, {"state": "IL", "number": side.word(), **ends}),
        (Certification, {"board": side.word(), "specialty": "Internal Medicine", **ends}),
        (Insurance, {"insurer": side.word(), "policy_number": side.word(), **ends}),
        (ExclusionCheck, {"result": "not_listed", **looked_up}),
    )
    for kind, values in kinds:
        row = note_credential(kind, side.preceptor, values, evidence=_PICTURE, by=side.by, now=side.now)
        if row.evidence and kind is ExclusionCheck:  # the program gave this one up
            CheckedFile.objects.filter(original=row.evidence).update(tries=MOST_TRIES)
        elif row.evidence:
            make_checked(row.evidence)


def _draft(side: "Side", *signs: tuple[str, str]) -> Agreement:
    values = {
        "title": side.word("host", "preceptor"),
        "terms": side.word("host", "preceptor"),
        "starts_on": side.now.date(),
        "ends_on": side.now.date() + timedelta(days=700),
    }
    agreement = draft_agreement(side.site, values, document=_PICTURE, by=side.by, now=side.now)
    if agreement.document:
        make_checked(agreement.document)
    for party, email in signs:
        make_signatory(
            agreement,
            party,
            email=email,
            full_name=side.word("host", "preceptor"),
            position=side.word("host", "preceptor"),
        )
    return agreement
