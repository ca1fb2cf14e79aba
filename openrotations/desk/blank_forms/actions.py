"""Every change to forms that are signed by hand."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.desk.blank_forms import rules
from openrotations.desk.models import BlankForm


@transaction.atomic
def add_blank_form(values: dict[str, Any], *, by: Actor, now: datetime) -> BlankForm:
    """A form of a site or a school. Refused when it is nobody's, nobody signs it, or it is too long for paper."""
    form = BlankForm(**values)
    _refuse_unsound(form)
    form.save(force_insert=True)
    record("add_blank_form", form, by=by, now=now, site=str(form.site_id or ""), school=str(form.school_id or ""))
    return form


@transaction.atomic
def change_blank_form(form: BlankForm, values: dict[str, Any], *, by: Actor, now: datetime) -> None:
    """Save a form anew; what was printed before stays as it is on paper."""
    form = BlankForm.locked(form.pk)
    for name, value in values.items():
        setattr(form, name, value)
    _refuse_unsound(form)
    form.save(update_fields=list(values))
    record("change_blank_form", form, by=by, now=now, fields=sorted(values))


@transaction.atomic
def end_blank_form(form: BlankForm, *, by: Actor, now: datetime) -> None:
    """Ask nobody for this form any more; doing so twice changes nothing."""
    form = BlankForm.locked(form.pk)
    if form.ended_at is None:
        form.ended_at = now
        form.save(update_fields=["ended_at"])
        record("end_blank_form", form, by=by, now=now)


def _refuse_unsound(form: BlankForm) -> None:
    refuse_if(
        rules.why_not_keep(
            lines=rules.lines_of(form.lines),
            signers=sum((form.student_signs, form.host_signs, form.school_signs)),
            has_one_side=(form.site_id is None) != (form.school_id is None),
        )
    )
