"""Carrying out an import, and giving everything back."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.desk.imports.exports import rows_of
from openrotations.desk.imports.planning import plan_import
from openrotations.desk.imports.plans import ImportPlan, Outcome
from openrotations.desk.imports.saving import save_item
from openrotations.desk.spreadsheets.writing import write_csv, write_workbook
from openrotations.office.queries import programme_or_none

FORMS = ("csv", "xlsx")
_ONE_AT_A_TIME = 7_240_912_365  # any number that is no other advisory lock's
_NOT_SET_UP = Reason("no-office", _("This office is not set up yet. Run rotations init, then import again."))
_FAULTS = Reason("import-faults", _("There are faults in the files. Nothing was saved."))
_CHANGED = Reason(
    "import-changed", _("The programme has changed since the files were compared. Nothing was saved. Look again.")
)


@transaction.atomic
def carry_out_import(plan: ImportPlan, *, by: Actor, now: datetime) -> ImportPlan:
    """Save everything that the plan says, or nothing; a plan that changes nothing writes nothing.

    Refused when the plan has faults, and when the programme has changed since it was made. Returns the plan as
    it was carried out.
    """
    refuse_if([_FAULTS] if plan.faults else [])
    try:
        with transaction.atomic():
            return _carry_out(plan, by=by, now=now)
    except IntegrityError as error:
        raise Refused([_CHANGED]) from error


def _carry_out(plan: ImportPlan, *, by: Actor, now: datetime) -> ImportPlan:
    programme = programme_or_none()
    if programme is None:
        raise Refused([_NOT_SET_UP])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    fresh = plan_import(plan.tables, now)
    refuse_if([_CHANGED] if fresh.digest != plan.digest else [])
    if fresh.changes_nothing:
        return fresh
    for item in fresh.items:
        save_item(item, by=by, now=now)
    record(
        "import_sheets",
        programme,
        by=by,
        now=now,
        kinds=[table.kind for table in fresh.tables],
        new=fresh.count(Outcome.NEW),
        changed=fresh.count(Outcome.CHANGED),
    )
    return fresh


@transaction.atomic
def export_sheet(kind: str, form: str, *, by: Actor, now: datetime) -> bytes:
    """All rows of a kind as a CSV file or a workbook, noted in the audit trail. Raises KeyError for others."""
    rows = rows_of(kind)
    programme = programme_or_none()
    if programme:
        record("export_sheet", programme, by=by, now=now, kind=kind, form=form, rows=len(rows))
    return {"csv": lambda: write_csv(kind, rows), "xlsx": lambda: write_workbook(kind, rows, now=now)}[form]()
