"""Every change to forms that are signed by hand."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.desk.blank_forms import rules
from openrotations.desk.blank_forms.facts import FACTS
from openrotations.desk.models import BlankForm
from openrotations.documents import cleaning
from openrotations.documents.actions import keep_evidence, remove_file
from openrotations.documents.wordings import why_unfit


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
def upload_blank(form: BlankForm, content: bytes, *, by: Actor, now: datetime) -> None:
    """Keep the side's own blank form in place of an older one; it is printed once it is scanned and rebuilt clean.

    The places of its fields are read by the child process that rebuilds papers. Refused for what is no sound PDF or
    photo.
    """
    try:
        fields = cleaning.form_fields(content)
    except cleaning.Unfit as unfit:
        raise Refused([Reason("unfit", str(why_unfit(unfit.code)))]) from unfit
    form = BlankForm.locked(form.pk)
    old, known = form.blank, {field["name"] for field in fields}
    form.blank = keep_evidence("blank_form", "form.pdf", content, "application/octet-stream", by=by, now=now)
    form.fields = fields
    # A newer edition of the same form keeps what was said of fields that are called the same.
    form.filled_with = {name: fact for name, fact in form.filled_with.items() if name in known}
    form.save(update_fields=["blank", "fields", "filled_with"])
    record("upload_blank", form, by=by, now=now, fields=len(fields))
    if old:
        remove_file(old, by=by, now=now)


@transaction.atomic
def drop_blank(form: BlankForm, *, by: Actor, now: datetime) -> None:
    """Go back to printing our own page only; doing so twice changes nothing."""
    form = BlankForm.locked(form.pk)
    if form.blank is None:
        return
    old, form.blank, form.fields, form.filled_with = form.blank, None, [], {}
    form.save(update_fields=["blank", "fields", "filled_with"])
    record("drop_blank", form, by=by, now=now)
    remove_file(old, by=by, now=now)


@transaction.atomic
def fill_fields_with(form: BlankForm, filled_with: dict[str, str], *, by: Actor, now: datetime) -> None:
    """Say which fact goes into which field: name of the field -> key of the fact. Fields left out stay empty."""
    form = BlankForm.locked(form.pk)
    known = {field["name"] for field in form.fields}
    form.filled_with = {name: fact for name, fact in filled_with.items() if name in known and fact in FACTS}
    form.save(update_fields=["filled_with"])
    record("fill_fields_with", form, by=by, now=now, fields=len(form.filled_with))


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
