"""What the program can write into a form by itself: each fact by its key, and as it is printed."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words
from openrotations.common.wording import written_date, written_period
from openrotations.desk.invitations.contents import address_of
from openrotations.placements.models import Placement

FACTS: dict[str, Words] = {
    "student": _("the student’s name"),
    "school": _("the school"),
    "school_country": _("the school’s country"),
    "graduation": _("the day of graduation"),
    "rotation": _("the rotation’s title"),
    "specialty": _("the specialty"),
    "participation": _("hands-on or observation"),
    "first_day": _("the first day"),
    "last_day": _("the last day"),
    "dates": _("first and last day"),
    "weeks": _("the number of weeks"),
    "site": _("the site"),
    "site_address": _("the site’s address"),
    "preceptor": _("the preceptor"),
}


def facts_of(placement: Placement) -> dict[str, str]:
    """The facts of one placement as they are printed. Wants student, school, offering, site and preceptors."""
    student, offering = placement.student, placement.offering
    site, preceptor = offering.site, placement.supervisor
    return {
        "student": student.person.printed_name,
        "school": student.school.name,
        "school_country": str(student.school.country.name),
        "graduation": written_date(student.graduation_on),
        "rotation": offering.title,
        "specialty": offering.specialty,
        "participation": str(offering.get_participation_display()),
        "first_day": written_date(placement.dates.first),
        "last_day": written_date(placement.dates.last),
        "dates": written_period(placement.dates.first, placement.dates.last),
        "weeks": str(placement.dates.weeks),
        "site": site.name,
        "site_address": ", ".join(address_of(site)),
        "preceptor": f"{preceptor.full_name}, {preceptor.title}",
    }
