"""What the office finds out about a school: its policy, the sponsor note, agencies, states; who looked, and when."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import refuse_if
from openrotations.documents.actions import keep_evidence, remove_file
from openrotations.schools import rules
from openrotations.schools.models import (
    AgencyAccreditation,
    Blackout,
    DeclaredCount,
    Evidence,
    Policy,
    Registrar,
    School,
    SponsorNote,
    StateStanding,
)
from openrotations.schools.signals import school_facts_changed

type Found = Policy | SponsorNote | AgencyAccreditation | StateStanding | Blackout


@transaction.atomic
def state_policy(school: School, values: dict[str, Any], *, by: Actor, now: datetime) -> Policy:
    """Keep what the school says about rotations elsewhere, in place of what it said before. It has a source."""
    return _keep(Policy, school, {}, values, by=by, now=now)


@transaction.atomic
def state_sponsor_note(school: School, values: dict[str, Any], *, by: Actor, now: datetime) -> SponsorNote:
    """Keep whether the school's page in the World Directory carries a sponsor note, and for which years."""
    values = dict(values)
    if values["presence"] == SponsorNote.Presence.ABSENT:
        values |= {"graduated_from": None, "graduated_to": None}
    years = (values["graduated_from"], values["graduated_to"])
    refuse_if(rules.why_not_keep_note(presence=values["presence"], years=years))
    return _keep(SponsorNote, school, {}, values, by=by, now=now)


@transaction.atomic
def state_agency(school: School, values: dict[str, Any], *, by: Actor, now: datetime) -> AgencyAccreditation:
    """Keep an agency's accreditation of the school; what was known of this agency and country is replaced."""
    rest = dict(values)
    key = {"agency": rest.pop("agency").strip(), "country": rest.pop("country")}
    return _keep(AgencyAccreditation, school, key, rest, by=by, now=now)


@transaction.atomic
def state_standing(school: School, values: dict[str, Any], *, by: Actor, now: datetime) -> StateStanding:
    """Keep whether a state has approved the school; what was known of this state is replaced."""
    rest = dict(values)
    return _keep(StateStanding, school, {"state": rest.pop("state")}, rest, by=by, now=now)


@transaction.atomic
def add_blackout(school: School, period: Period, *, because: str, by: Actor, now: datetime) -> Blackout:
    """Keep days on which the school lets nobody be away."""
    row = Blackout.objects.create(school=School.locked(school.pk), period=period.stored, because=because.strip())
    record("state_of_school", row, by=by, now=now, school=str(school.pk))
    school_facts_changed.send(School, school=school, by=by, now=now)
    return row


@transaction.atomic
def drop_fact(row: Found, *, by: Actor, now: datetime) -> None:
    """Forget something about a school that is not so; the trail keeps that it was there."""
    record("drop_of_school", row, by=by, now=now, school=str(row.school_id))
    row.delete()
    school_facts_changed.send(School, school=row.school, by=by, now=now)


@transaction.atomic
def declare_count(
    school: School, *, state: str, year: int, count: int, registrar: Registrar, by: Actor, now: datetime
) -> DeclaredCount:
    """Keep how many students of the school come to a state in a year by another way, as its registrar attests."""
    School.locked(school.pk)
    refuse_if(rules.why_not_declare(is_own=registrar.school_id == school.pk))
    values = {"count": count, "registrar": registrar, "declared_at": now}
    row, _is_new = DeclaredCount.objects.update_or_create(school=school, state=state, year=year, defaults=values)
    record("declare_count", row, by=by, now=now, school=str(school.pk), state=state, year=year, count=count)
    school_facts_changed.send(School, school=school, by=by, now=now)
    return row


@transaction.atomic
def add_evidence(
    school: School, about: str, *, name: str, content: bytes, content_type: str, by: Actor, now: datetime
) -> Evidence:
    """Keep a file that shows what we know of the school; nobody sees it before it is checked."""
    refuse_if(rules.why_not_keep_file(size=len(content), content_type=content_type))
    file = keep_evidence("school_evidence", name, content, content_type, by=by, now=now)
    row = Evidence.objects.create(school=school, about=about, file=file, added_at=now, added_by_id=by.person_id)
    record("add_evidence", row, by=by, now=now, school=str(school.pk), topic=about)
    return row


@transaction.atomic
def remove_evidence(row: Evidence, *, by: Actor, now: datetime) -> None:
    """Take a file away; its bytes go with it."""
    record("remove_evidence", row, by=by, now=now, school=str(row.school_id), topic=row.about)
    file = row.file
    row.delete()
    remove_file(file, by=by, now=now)


def _keep[M: models.Model](
    kind: type[M], school: School, key: dict[str, Any], values: dict[str, Any], *, by: Actor, now: datetime
) -> M:
    school = School.locked(school.pk)
    refuse_if(
        rules.why_not_keep(
            source=values["source"],
            checked_on=values["checked_on"],
            until=values.get("until"),
            now_on=now.date(),
        )
    )
    row, is_new = kind._default_manager.update_or_create(
        school=school, **key, defaults={**values, "checked_by_id": by.person_id}
    )
    record("state_of_school", row, by=by, now=now, school=str(school.pk), is_new=is_new, fields=sorted(values))
    school_facts_changed.send(School, school=school, by=by, now=now)
    return row
