"""A form that is signed by hand, on paper, with what is known already filled in."""

from datetime import datetime

from django.utils import translation

from openrotations.common.pdf import render_pdf
from openrotations.common.wording import written_period
from openrotations.desk.blank_forms.rules import lines_of
from openrotations.desk.invitations.contents import address_of
from openrotations.desk.models import BlankForm
from openrotations.placements.models import Placement

TEMPLATE = "desk/typst/blank_form.typ"


def blank_form_pdf(form: BlankForm, placement: Placement, *, now: datetime) -> bytes:
    """The form of this placement on US Letter paper, in English. Wants student, school, offering and preceptors.

    A character that no font here has stands as an empty square.
    """
    student, offering = placement.student, placement.offering
    site, preceptor = offering.site, placement.supervisor
    signers = {"Student": form.student_signs, site.name: form.host_signs, student.school.name: form.school_signs}
    with translation.override("en"):
        values = {
            "title": form.title,
            "whose": site.name if form.site_id else student.school.name,
            "intro": lines_of(form.intro),
            "lines": lines_of(form.lines),
            "signers": [name for name, signs in signers.items() if signs],
            "facts": [
                ["Student", student.person.printed_name],
                ["School", f"{student.school.name}, {student.school.country.name}"],
                ["Rotation", f"{offering.title}, {offering.get_participation_display()}"],
                ["Dates", written_period(placement.dates.first, placement.dates.last)],
                ["Site", ", ".join([site.name, *address_of(site)])],
                ["Preceptor", f"{preceptor.full_name}, {preceptor.title}"],
            ],
        }
    return render_pdf(TEMPLATE, values, at=now, blank_missing=True)
