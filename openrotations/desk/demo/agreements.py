"""Agreements with sites and what was looked up about preceptors: most are fine, and one of each kind is not."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.common.actors import PROGRAM
from openrotations.desk.demo.doors import Door, Found, Landing
from openrotations.desk.demo.rows import Rows
from openrotations.hosts import actions
from openrotations.hosts.models import (
    Agreement,
    Certification,
    Checked,
    ExclusionCheck,
    Insurance,
    Licence,
    Preceptor,
    Signatory,
    Site,
)
from openrotations.hosts.states import AgreementState
from openrotations.people.actions import issue_link
from openrotations.people.models import Contact, SignedLink
from openrotations.people.tokens import token_for

_SENT_BEFORE = timedelta(hours=10)
_YEAR = timedelta(days=365)
# Days from today until a licence ends, by the preceptor's place in the list; None where nobody told it.
_ODD_ENDS: dict[int, int | None] = {3: 20, 7: -12, 13: None}
# Of whom no licence was looked up: every ninth.
_NEVER_LOOKED_UP = 9
_TERMS = (
    "Students come for the weeks that were confirmed, and are supervised at all times.\n"
    "The site says what a student may do; the programme sends nobody who is not cleared.\n"
    "Either side ends this agreement by writing to the other. Rotations that have begun are finished."
)


def fill_credentials(rows: Rows) -> None:
    """What the office has looked up since it opened: licences, certifications, insurance, exclusion lists."""
    today, found = rows.world.today, list(rows.preceptors.items())
    made: list[Checked] = []
    for number, (key, preceptor) in enumerate(found):
        if number % _NEVER_LOOKED_UP == _NEVER_LOOKED_UP - 1:
            continue
        made.append(_licence(rows, number, key, preceptor))
        if number % 3 == 0:
            made += _others(rows, key, preceptor, today, number)
    for kind in {type(row) for row in made}:
        kind._default_manager.bulk_create(row for row in made if type(row) is kind)
    for row in made:
        by = rows.office_for(str(row.preceptor_id))
        rows.diary.note(rows.opened_at, "note_credential", row, by, kind=row._meta.model_name)


def fill_agreements(rows: Rows) -> None:
    """What is known of each site's teaching, and the agreements of some."""
    today, opened_on = rows.world.today, rows.opened_at.date()
    for site in rows.sites.values():
        _tell_of_teaching(site, opened_on)
    hospitals = [site for site in rows.sites.values() if site.kind == Site.Kind.HOSPITAL]
    ends = (None, today + 2 * _YEAR, today + timedelta(days=45), today - timedelta(days=30))
    for site, ends_on in zip(hospitals, ends, strict=False):
        site.needs_agreement = ends_on is None or ends_on > today + _YEAR
        _in_force(rows, site, opened_on, ends_on)
    fields = ["has_residency", "us_school_affiliation", "teaching_source", "teaching_checked_on", "needs_agreement"]
    Site.objects.bulk_update(rows.sites.values(), fields)
    rows.diary.act(rows.midnight - _SENT_BEFORE, partial(_send_one, rows, hospitals[len(ends)]))
    rows.diary.act(rows.midnight - _SENT_BEFORE, partial(_draft_one, rows, hospitals[0]))


def _licence(rows: Rows, number: int, key: str, preceptor: Preceptor) -> Licence:
    days = _ODD_ENDS.get(number, 200 + 17 * number)
    ends_on = None if days is None else rows.world.today + timedelta(days=days)
    told = {"state": preceptor.licence_state, "number": preceptor.licence_number, "expires_on": ends_on}
    return Licence(**told, **_looked_up(rows, key, preceptor, "The state board's own page"))


def _others(rows: Rows, key: str, preceptor: Preceptor, today: date, number: int) -> list[Checked]:
    looked_up = partial(_looked_up, rows, key, preceptor)
    amounts = {"per_occurrence": 1_000_000, "in_total": 3_000_000}
    board = {"board": f"Fictional Board of {preceptor.specialty}", "specialty": preceptor.specialty}
    ends_on, again = today + _YEAR + timedelta(days=number), today + timedelta(days=11 * number)
    return [
        Certification(**board, expires_on=ends_on, **looked_up("The board's own page")),
        Insurance(insurer="Paperlantern Mutual", **amounts, expires_on=ends_on, **looked_up("The certificate")),
        ExclusionCheck(
            result=ExclusionCheck.Result.NOT_LISTED, recheck_on=again, **looked_up("The OIG's list of exclusions")
        ),
    ]


def _looked_up(rows: Rows, key: str, preceptor: Preceptor, source: str) -> dict[str, Any]:
    return {
        "preceptor": preceptor,
        "source": source,
        "checked_on": rows.opened_at.date(),
        "checked_by": rows.coordinator_for(key),
        "created_at": rows.opened_at,
    }


def _tell_of_teaching(site: Site, on: date) -> None:
    """Health centres have not told; the others have."""
    if site.kind != Site.Kind.CLINIC:
        teaches = bool(site.teaching_affiliation)
        site.has_residency = site.us_school_affiliation = teaches
        site.teaching_source, site.teaching_checked_on = "What the site told the office", on


def _in_force(rows: Rows, site: Site, starts_on: date, ends_on: date | None) -> None:
    is_over = ends_on is not None and ends_on < rows.world.today
    row = Agreement.objects.create(
        site=site, title="Affiliation agreement", terms=_TERMS, starts_on=starts_on, ends_on=ends_on,
        state=AgreementState.EXPIRED if is_over else AgreementState.IN_FORCE,
        in_force_at=rows.opened_at, created_at=rows.opened_at,
    )  # fmt: skip
    rows.diary.note(rows.opened_at, "take_in_paper", row, rows.office_for(site.name))
    if is_over:
        rows.diary.note(rows.midnight - timedelta(days=29), "expire_agreement", row, PROGRAM)


def _send_one(rows: Rows, site: Site, now: datetime) -> None:
    """Yesterday evening an agreement went out; the programme has signed, the site has not."""
    by, today = rows.office_for(site.name), now.date()
    school = next(iter(rows.schools.values()))
    values = {
        "title": "Affiliation agreement", "terms": _TERMS, "school_id": school.pk, "school_name": school.name,
        "starts_on": today + timedelta(days=30), "ends_on": today + timedelta(days=30) + 3 * _YEAR,
    }  # fmt: skip
    agreement = actions.draft_agreement(site, values, document=None, by=by, now=now)
    director, host = rows.directors[0], next(row for row in rows.hosts.values() if row.site_id == site.pk)
    for party, name, position, email in (
        (Signatory.Party.PROGRAMME, director.full_name, "Director", director.email),
        (Signatory.Party.SITE, host.full_name, "Medical staff office", host.email or "staff-office@site.example"),
        (Signatory.Party.SCHOOL, "Ildiko Papírhajó", "Dean", "dean@paperboat-school.example"),
    ):
        person = {"party": party, "full_name": name, "position": position, "email": email}
        row = actions.add_signatory(agreement, person, by=by, now=now)
        actions.confirm_host_address(row, source="Known to the office", by=by, now=now)
    actions.send_agreement(agreement, by=by, now=now)
    agreement.refresh_from_db()
    first = agreement.signatories.get(party=Signatory.Party.PROGRAMME)
    actions.sign_agreement(
        first, signed_name=first.full_name, signed_position=first.position, agrees=True, seen=agreement.text_sha256,
        by=_of_link(first), now=now,
    )  # fmt: skip


def _draft_one(rows: Rows, site: Site, now: datetime) -> None:
    """A draft for the time after the agreement in force; nobody has looked up the signatory's address yet."""
    by, starts_on = rows.office_for(site.name), now.date() + _YEAR
    values = {"title": "Affiliation agreement", "terms": _TERMS, "starts_on": starts_on, "ends_on": starts_on + _YEAR}
    agreement = actions.draft_agreement(site, values, document=None, by=by, now=now)
    person = {
        "party": Signatory.Party.SITE, "full_name": "Orla Papercrane", "position": "Counsel",
        "email": "counsel@site.example",
    }  # fmt: skip
    actions.add_signatory(agreement, person, by=by, now=now)


def _of_link(contact: Contact) -> Any:
    return SignedLink.objects.get(holder_id=contact.pk).actor


def sign_agreement(now: datetime) -> Found | None:
    """Somebody at a site who is asked to sign."""
    rows = Signatory.objects.filter(signed_at=None, party=Signatory.Party.SITE, agreement__state=AgreementState.OUT)
    row = rows.select_related("agreement__site").order_by("created_at", "pk").first()
    if row is None:
        return None

    def enter(now: datetime) -> Landing:
        sent = SignedLink.objects.filter(
            purpose="sign-agreement", holder_id=row.pk, revoked_at=None, expires_at__gt=now
        )
        link = sent.order_by("-created_at").first() or issue_link(
            row, purpose="sign-agreement", subject_id=row.agreement_id, not_for=None, days=14, by=PROGRAM, now=now
        )
        return Landing(reverse("hosts:sign_agreement", args=[token_for(link.pk, link.salt)]))

    return Found(row.full_name, row.agreement.site.name, "neutral", enter)


DOORS = (
    Door("sign-agreement", _("Asked to sign"), _("Read an agreement, and sign it by typing a name."), sign_agreement),
)
