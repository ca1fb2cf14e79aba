"""What hosts sign: one has signed a letter of invitation, and has a form that is signed by hand."""

from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

import pikepdf

from openrotations.common.actors import Actor
from openrotations.desk.blank_forms.actions import add_blank_form, fill_fields_with, upload_blank
from openrotations.desk.demo.rows import Rows
from openrotations.desk.invitations.actions import sign_invitation
from openrotations.documents.actions import check_evidence
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.schools.models import Student

_SIGNED_BEFORE = timedelta(hours=6)
# Far enough ahead that nothing else of the demo's story happens to it.
_AHEAD = timedelta(days=10)
_FORM = {
    "title": "Confidentiality and conduct",
    "intro": "I keep secret what I learn about patients, and follow the instructions of the staff.",
    "lines": "Person to call in an emergency\nTheir telephone number",
    "student_signs": True,
    "host_signs": True,
}


def write_signed_by_hosts(rows: Rows) -> None:
    """What was signed this morning, for a student who comes in some weeks."""
    rows.diary.act(rows.midnight - _SIGNED_BEFORE, partial(_write, rows))


def _write(rows: Rows, now: datetime) -> None:
    found = Placement.objects.filter(
        state__in=[PlacementState.CONFIRMED, PlacementState.CLEARED],
        period__startswith__gt=(rows.midnight + _AHEAD).date(),
        student__status=Student.Status.ENROLLED,
        confirmed_by__isnull=False,
    )
    joined = found.select_related("student__person", "student__school", "offering__site", "offering__preceptor")
    placement = joined.select_related("confirmed_by", "supervised_by").order_by("period", "pk").first()
    if placement is None or placement.confirmed_by is None:
        return
    host = placement.confirmed_by
    said = {"signed_as": host.full_name, "title": "Coordinator of students", "telephone": "", "no_pay": True}
    sign_invitation(placement, host, said, by=Actor("link", str(host.pk), "host coordinator"), now=now)
    by = rows.office_for("forms")
    form = add_blank_form({"site": placement.offering.site, **_FORM}, by=by, now=now)
    upload_blank(form, _own_blank(), by=by, now=now)
    form.refresh_from_db()
    fill_fields_with(form, {"student": "student", "dates": "dates"}, by=by, now=now)
    if form.blank:
        check_evidence(form.blank.checked.pk, now=now)


def _own_blank() -> bytes:
    """The site's own form: an empty page with three fields to type into."""
    pdf, written = pikepdf.new(), BytesIO()
    page = pdf.add_blank_page(page_size=(612, 792))
    widgets = [
        pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=name,
                TU=label,
                Rect=[72, top - 22, 432, top],
            )
        )
        for name, label, top in (
            ("student", "Name of the student", 700),
            ("dates", "Dates", 640),
            ("emergency", "Whom to call", 580),
        )
    ]
    page.obj.Annots = pikepdf.Array(widgets)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(widgets))
    pdf.save(written)
    return written.getvalue()
