"""Registrars: who they are, and that their address is theirs."""

from datetime import datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.people import actions as people
from openrotations.people.models import Contact
from openrotations.schools import queries, rules
from openrotations.schools.models import Registrar, School
from openrotations.schools.signals import registrar_confirmed


@transaction.atomic
def add_registrar(
    school: School,
    *,
    full_name: str,
    email: str,
    supplied_by: str = Contact.SuppliedBy.OFFICE,
    by: Actor,
    now: datetime,
) -> Registrar:
    """A registrar whose address is not confirmed yet. Refused when the school has one with this address."""
    School.locked(school.pk)
    refuse_if(rules.why_not_add_registrar(is_listed=queries.registrar_with(school, email) is not None))
    registrar = Registrar.objects.create(
        school=school, full_name=full_name, email=email.lower(), supplied_by=supplied_by
    )
    record("add_registrar", registrar, by=by, now=now, school=str(school.pk), supplied_by=supplied_by)
    return registrar


@transaction.atomic
def confirm_registrar(registrar: Registrar, *, source: str, by: Actor, now: datetime) -> None:
    """Note the independent source of a registrar's address, and announce it: waiting questions leave now."""
    people.confirm_address(registrar, source=source, by=by, now=now)
    registrar.refresh_from_db()
    registrar_confirmed.send(Registrar, registrar=registrar, by=by, now=now)
