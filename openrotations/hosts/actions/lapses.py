"""What the clock does: warnings before an end, once each, and the end itself."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.clocks import day_at
from openrotations.hosts import rules
from openrotations.hosts.actions.mails import tell_office
from openrotations.hosts.models import Agreement, Credential, Licence
from openrotations.hosts.queries.endings import KINDS, SOON
from openrotations.hosts.signals import agreement_ended, licence_lapsed
from openrotations.hosts.states import AGREEMENT_MOVES, AgreementState
from openrotations.office.queries import programme_or_none


def watch_ends(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Warn 90, 30 and 7 days before agreements and credentials end, and let lapse what is past its last day.

    A day is one of the programme's own clock. Doing it twice, or late, tells nobody anything twice. Returns how many
    steps were taken; each is a transaction of its own.
    """
    programme = programme_or_none()
    if programme is None:
        return 0
    today = day_at(programme.time_zone, now)
    steps = 0
    near = Agreement.objects.filter(state=AgreementState.IN_FORCE, ends_on__lte=today + SOON)
    for agreement in near.order_by("ends_on", "pk"):
        steps += _watch_agreement(agreement, today, by=by, now=now)
    for kind in KINDS:
        rows = kind._default_manager.filter(lapsed_at=None, expires_on__lte=today + SOON)
        for row in rows.order_by("expires_on", "pk"):
            steps += _watch_credential(row, today, by=by, now=now)
    return steps


@transaction.atomic
def _watch_agreement(agreement: Agreement, today: date, *, by: Actor, now: datetime) -> bool:
    agreement = Agreement.locked(agreement.pk)
    if agreement.state != AgreementState.IN_FORCE or agreement.ends_on is None:
        return False
    if agreement.ends_on < today:
        AGREEMENT_MOVES.move(agreement, AgreementState.EXPIRED, ended_at=now)
        record("expire_agreement", agreement, by=by, now=now)
        agreement_ended.send(Agreement, agreement=agreement, by=by, now=now)
        return True
    due = rules.warning_due(today=today, ends_on=agreement.ends_on, warned_days=agreement.warned_days)
    if due is None:
        return False
    agreement.warned_days = due
    agreement.save(update_fields=["warned_days"])
    record("warn_of_end", agreement, by=by, now=now, days=due)
    path = reverse("hosts:agreement", args=[agreement.pk])
    tell_office("agreement_ends", agreement, path=path, now=now, days=(agreement.ends_on - today).days)
    return True


@transaction.atomic
def _watch_credential(row: Credential, today: date, *, by: Actor, now: datetime) -> bool:
    row = type(row).locked(row.pk)
    if row.lapsed_at or row.expires_on is None:
        return False
    if row.expires_on < today:
        _lapse(row, by=by, now=now)
        return True
    due = rules.warning_due(today=today, ends_on=row.expires_on, warned_days=row.warned_days)
    if due is None:
        return False
    row.warned_days = due
    row.save(update_fields=["warned_days"])
    record("warn_of_end", row, by=by, now=now, days=due)
    _tell(row, "credential_ends", now=now, days=(row.expires_on - today).days)
    return True


def _lapse(row: Credential, *, by: Actor, now: datetime) -> None:
    row.lapsed_at = now
    row.save(update_fields=["lapsed_at"])
    record("note_lapse", row, by=by, now=now, preceptor=str(row.preceptor_id))
    if isinstance(row, Licence):
        # Who knows the placements tells the office, with those concerned.
        licence_lapsed.send(Licence, preceptor=row.preceptor, licence=row, by=by, now=now)
    else:
        _tell(row, "credential_lapsed", now=now)


def _tell(row: Credential, template: str, *, now: datetime, days: int = 0) -> None:
    path, label = reverse("hosts:preceptor", args=[row.preceptor_id]), KINDS[type(row)][1]
    tell_office(template, row, path=path, now=now, preceptor=row.preceptor, what=label, days=days)
