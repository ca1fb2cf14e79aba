"""Everything the programme has, as rows in the columns of an import."""

from collections.abc import Callable, Iterable, Iterator
from itertools import batched, zip_longest
from typing import Any

from openrotations.applications.models import Application, Window
from openrotations.applications.states import WindowState
from openrotations.catalogue.models import Offering, Opening
from openrotations.desk.imports import fact_exports
from openrotations.desk.imports.offers import as_lines
from openrotations.hosts.models import Preceptor, Site
from openrotations.people.models import Contact
from openrotations.schools.models import School, Student

type Row = dict[str, Any]
_STATUSES = {Student.Status.ENROLLED: "student", Student.Status.GRADUATE: "graduate"}


def rows_of(kind: str) -> list[Row]:
    """The rows of a kind, keys as in its table. Raises KeyError for an unknown kind."""
    return list(_ROWS[kind]())


def _schools() -> Iterator[Row]:
    for school in School.objects.prefetch_related("registrars").order_by("country", "name"):
        is_known = school.accreditation != School.Accreditation.UNKNOWN
        about = {
            "name": school.name,
            "country": str(school.country),
            "city": school.city or None,
            "accreditation": school.accreditation if is_known else None,
            "accreditation_source": school.accreditation_source or None,
            "accreditation_checked_on": school.accreditation_checked_on,
            "accreditation_until": school.accreditation_until,
            "world_directory_id": school.world_directory_id or None,
        }
        yield from _with_contacts(about, "registrar", school.registrars.all())


def _sites() -> Iterator[Row]:
    names = ("name", "kind", "street", "city", "state", "postcode", "time_zone", "teaching_affiliation")
    for site in Site.objects.prefetch_related("coordinators").order_by("state", "city", "name"):
        about = {name: getattr(site, name) or None for name in names}
        yield from _with_contacts(about, "coordinator", site.coordinators.all())


def _with_contacts(about: Row, prefix: str, contacts: Iterable[Contact]) -> Iterator[Row]:
    """One row for each contact with an address, and one where there is none."""
    found = sorted((contact.email, contact.full_name) for contact in contacts if contact.email)
    for email, full_name in found:
        yield {**about, f"{prefix}_name": full_name, f"{prefix}_email": email}
    if not found:
        yield about


def _preceptors() -> Iterator[Row]:
    names = ("full_name", "email", "npi", "licence_state", "licence_number", "specialty", "title")
    for preceptor in Preceptor.objects.prefetch_related("sites").order_by("full_name", "npi", "email"):
        about = {name: getattr(preceptor, name) or None for name in names}
        places = [fact_exports.place(site) for site in preceptor.sites.all()] or [{}]
        for place in sorted(places, key=lambda place: tuple(place.values())):
            yield {**about, **place}


def _offerings() -> Iterator[Row]:
    names = ("title", "specialty", "experience_type", "participation", "setting", "min_weeks", "max_weeks")
    for offering in Offering.objects.select_related("preceptor", "site").order_by("title", "site__name", "pk"):
        yield {
            **{name: getattr(offering, name) for name in names},
            **fact_exports.place(offering.site),
            **_supervisor(offering.preceptor),
            "preceptor_name": offering.preceptor.full_name,
            "price_per_week": offering.price_per_week,
            "requirements": as_lines(offering.requirements) or None,
            "description": offering.description or None,
            "is_published": offering.is_published,
        }


def _supervisor(preceptor: Preceptor) -> Row:
    return {"preceptor_npi": preceptor.npi or None, "preceptor_email": preceptor.email or None}


def _openings() -> Iterator[Row]:
    found = Opening.objects.select_related("offering__preceptor", "offering__site")
    for opening in found.order_by("offering__title", "offering__site__name", "offering", "period"):
        yield {
            "offering": opening.offering.title,
            **fact_exports.place(opening.offering.site),
            **_supervisor(opening.offering.preceptor),
            "opening_from": opening.dates.first,
            "opening_to": opening.dates.last,
            "seats": opening.seats,
            "closed": opening.closed_at is not None,
        }


def _students() -> Iterator[Row]:
    """One row for each student, and further rows for a student with more than three windows."""
    windows: dict[Any, list[Window]] = {}
    for window in Window.objects.exclude(state=WindowState.REFUSED).order_by("period"):
        windows.setdefault(window.student_id, []).append(window)
    latest = {row.student_id: row.weeks_wanted for row in Application.objects.order_by("created_at", "-pk")}
    for student in Student.objects.select_related("person", "school").order_by("person__email"):
        about = {
            "email": student.person.email,
            "full_name": str(student.person),
            "school": student.school.name,
            "school_country": str(student.school.country),
            "status": _STATUSES[Student.Status(student.status)],
            "citizenship": str(student.citizenship),
            "graduation_on": student.graduation_on,
            "goal": student.goal,
            "weeks_wanted": latest.get(student.pk),
        }
        for some in list(batched(windows.get(student.pk, []), 3)) or [()]:
            yield {**about, **_dates(some)}


def _dates(windows: tuple[Window, ...]) -> Row:
    row: Row = {}
    for number, window in zip_longest((1, 2, 3), windows):
        if window is not None:
            row |= {f"window_{number}_from": window.dates.first, f"window_{number}_to": window.dates.last}
    return row


_ROWS: dict[str, Callable[[], Iterator[Row]]] = {
    "schools": _schools,
    "policies": fact_exports.policies,
    "recognition": fact_exports.recognition,
    "students": _students,
    "backgrounds": fact_exports.backgrounds,
    "sites": _sites,
    "preceptors": _preceptors,
    "licences": fact_exports.licences,
    "agreements": fact_exports.agreements,
    "offerings": _offerings,
    "openings": _openings,
}
