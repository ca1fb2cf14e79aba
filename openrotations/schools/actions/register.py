"""Schools in the register, their other names, and the evidence of what we know of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ForeignObjectRel

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.people.models import Contact
from openrotations.schools import queries, rules
from openrotations.schools.actions.twins import tell_apart
from openrotations.schools.models import Distinction, School
from openrotations.schools.signals import school_facts_changed


@transaction.atomic
def add_school(
    values: dict[str, Any],
    *,
    supplied_by: str = Contact.SuppliedBy.OFFICE,
    apart_from: Sequence[School] = (),
    by: Actor,
    now: datetime,
) -> School:
    """A new school. Refused when it is listed already, or when its accreditation has no source.

    `apart_from` are schools with similar names that somebody looked at: they are others.
    """
    school = School(**values, supplied_by=supplied_by)
    _refuse_unsound(school, now)
    school.save(force_insert=True)
    record("add_school", school, by=by, now=now, supplied_by=supplied_by, accreditation=school.accreditation)
    for other in apart_from:
        tell_apart(school, other, by=by, now=now)
    return school


@transaction.atomic
def change_school(school: School, values: dict[str, Any], *, by: Actor, now: datetime) -> School:
    """Save what the office knows of a school. Refused for the same reasons as a new one."""
    school = School.locked(school.pk)
    for name, value in values.items():
        setattr(school, name, value)
    _refuse_unsound(school, now)
    school.save(update_fields=list(values))
    record("change_school", school, by=by, now=now, accreditation=school.accreditation, fields=sorted(values))
    school_facts_changed.send(School, school=school, by=by, now=now)
    return school


@transaction.atomic
def drop_unshared_school(school: School, *, by: Actor, now: datetime) -> bool:
    """Take away a school that a student named and that nobody has any more; whether it went.

    Nothing happens where anybody or anything hangs on it. So correcting a name does not fill the register.
    """
    school = School.locked(school.pk)
    if school.supplied_by != Contact.SuppliedBy.STUDENT or any(_hangs_on(school)):
        return False
    record("drop_school", school, by=by, now=now)
    school.delete()
    return True


def _hangs_on(school: School) -> Iterator[bool]:
    for relation in School._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model is not Distinction:
            rows: Any = relation.related_model._base_manager
            yield rows.filter(**{relation.field.name: school}).exists()


def _refuse_unsound(school: School, now: datetime) -> None:
    same = queries.school_named(school.name, str(school.country))
    refuse_if(
        rules.why_not_save_school(
            is_listed=same is not None and same.pk != school.pk,
            accreditation=school.accreditation,
            source=school.accreditation_source,
            checked_on=school.accreditation_checked_on,
            now_on=now.date(),
        )
    )
