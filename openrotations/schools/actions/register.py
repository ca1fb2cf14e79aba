"""Schools in the register, their other names, and the papers that show what we know of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.people.models import Contact
from openrotations.schools import queries, rules
from openrotations.schools.actions.twins import tell_apart
from openrotations.schools.models import School


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
    return school


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
