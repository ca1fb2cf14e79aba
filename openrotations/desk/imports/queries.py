"""Reading the programme for an import: every row as an item under its keys."""

from collections.abc import Iterable

from django.db.models import Max

from openrotations.applications.models import Application, Window
from openrotations.catalogue.models import Offering, Opening
from openrotations.desk.imports.known import Known, preceptor_keys, school_keys, site_keys
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.words import comparable
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.people.models import Person, StaffRole
from openrotations.placements.models import Placement
from openrotations.placements.states import HOLDING
from openrotations.schools.models import OtherName, Registrar, School, Student


def what_is_known(emails: Iterable[str]) -> Known:
    """The programme as it stands; of students only those with one of these addresses."""
    known = Known()
    _add_schools(known)
    _add_hosts(known)
    _add_catalogue(known)
    _add_students(known, set(emails))
    return known


def highest_seat_taken(opening: Opening) -> int:
    """The highest number of a seat of this opening that a placement holds; 0 when all are free."""
    held = Placement.objects.filter(opening=opening, state__in=HOLDING)
    return held.aggregate(highest=Max("seat"))["highest"] or 0


def _add_schools(known: Known) -> None:
    schools = {}
    for school in School.objects.order_by("created_at", "pk"):
        item = Item(Sort.SCHOOL, school.name, school)
        schools[school.pk] = known.add(item, *school_keys(school.name, str(school.country)))
    # Another name finds the school only where no school has it as its own.
    for other in OtherName.objects.select_related("school").order_by("created_at", "pk"):
        known.add(schools[other.school_id], *school_keys(other.name, str(other.school.country)))
    for registrar in Registrar.objects.order_by("created_at", "pk"):
        at = schools[registrar.school_id]
        item = Item(Sort.REGISTRAR, registrar.full_name, registrar, links={"school": at})
        known.add(item, (at, registrar.email.lower()))


def _add_hosts(known: Known) -> None:
    sites = {}
    for site in Site.objects.order_by("created_at", "pk"):
        item = Item(Sort.SITE, site.name, site)
        sites[site.pk] = known.add(item, *site_keys(site.name, site.city, site.state))
    for contact in HostCoordinator.objects.order_by("created_at", "pk"):
        at = sites[contact.site_id]
        item = Item(Sort.COORDINATOR, contact.full_name, contact, links={"site": at})
        known.add(item, (at, contact.email.lower()))
    for preceptor in Preceptor.objects.prefetch_related("sites").order_by("created_at", "pk"):
        item = Item(Sort.PRECEPTOR, preceptor.full_name, preceptor)
        known.add(item, *preceptor_keys(preceptor.npi, preceptor.email), ("row", preceptor.pk))
        item.joined = [sites[site.pk] for site in preceptor.sites.all()]


def _add_catalogue(known: Known) -> None:
    sites = {item.row.pk: item for item in known.of(Sort.SITE) if item.row}
    offerings = {}
    for offering in Offering.objects.order_by("created_at", "pk"):
        preceptor, site = known.find(Sort.PRECEPTOR, "row", offering.preceptor_id)[0], sites[offering.site_id]
        item = Item(Sort.OFFERING, offering.title, offering, links={"preceptor": preceptor, "site": site})
        title = comparable(offering.title)
        offerings[offering.pk] = known.add(item, (title, preceptor, site), (title, site))
    for opening in Opening.objects.order_by("period"):
        of = offerings[opening.offering_id]
        item = Item(Sort.OPENING, of.name, opening, values={"period": opening.dates}, links={"offering": of})
        known.add(item, (of,))


def _add_students(known: Known, emails: set[str]) -> None:
    schools = {item.row.pk: item for item in known.of(Sort.SCHOOL) if item.row}
    staff = set(StaffRole.objects.filter(ended_at=None).values_list("person_id", flat=True))
    for person in Person.objects.filter(email__in=emails):
        keys = [(person.email,), *([("staff", person.email)] if person.pk in staff else [])]
        known.add(Item(Sort.PERSON, person.email, person), *keys)
    students = {}
    for student in Student.objects.select_related("person").filter(person__email__in=emails):
        item = Item(Sort.STUDENT, student.person.full_name, student, links={"school": schools[student.school_id]})
        students[student.pk] = known.add(item, (student.person.email,))
    for window in Window.objects.filter(student__in=students).order_by("period"):
        of = students[window.student_id]
        item = Item(Sort.WINDOW, of.name, window, values={"period": window.dates}, links={"student": of})
        known.add(item, (of,))
    for application in Application.objects.filter(student__in=students).order_by("-created_at", "pk"):
        of = students[application.student_id]
        known.add(Item(Sort.APPLICATION, of.name, application, links={"student": of}), (of,))
