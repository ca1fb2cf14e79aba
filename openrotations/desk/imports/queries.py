"""Reading the programme for an import: every row as an item under its keys."""

from collections.abc import Iterable

from django.db.models import QuerySet

from openrotations.applications.models import Application, Background, Window
from openrotations.catalogue.models import Offering, Opening
from openrotations.desk.imports.known import Key, Known, preceptor_keys, school_keys, site_keys
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.words import comparable
from openrotations.hosts.models import (
    Agreement,
    Certification,
    Credential,
    HostCoordinator,
    Insurance,
    Licence,
    Preceptor,
    Site,
)
from openrotations.hosts.states import AgreementState
from openrotations.people.models import Person, StaffRole
from openrotations.schools.models import (
    AgencyAccreditation,
    Blackout,
    OtherName,
    Policy,
    Registrar,
    School,
    SponsorNote,
    Student,
)

# What a preceptor holds, and what tells one from another.
HELD: tuple[tuple[Sort, type[Credential], tuple[str, str]], ...] = (
    (Sort.LICENCE, Licence, ("state", "number")),
    (Sort.CERTIFICATION, Certification, ("board", "specialty")),
    (Sort.INSURANCE, Insurance, ("insurer", "policy_number")),
)


def what_is_known(emails: Iterable[str]) -> Known:
    """The programme as it stands; of students only those with one of these addresses."""
    known = Known()
    _add_schools(known)
    _add_facts_of_schools(known)
    _add_hosts(known)
    _add_papers_of_hosts(known)
    _add_catalogue(known)
    _add_students(known, set(emails))
    return known


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


def _add_facts_of_schools(known: Known) -> None:
    schools = {item.row.pk: item for item in known.of(Sort.SCHOOL) if item.row}
    for sort, kind in ((Sort.POLICY, Policy), (Sort.SPONSOR_NOTE, SponsorNote)):
        for row in kind._default_manager.order_by("created_at", "pk"):
            at = schools[row.school_id]
            known.add(Item(sort, at.name, row, links={"school": at}), (at,))
    for blackout in Blackout.objects.order_by("period", "pk"):
        at = schools[blackout.school_id]
        values = {"period": blackout.dates}
        known.add(Item(Sort.BLACKOUT, at.name, blackout, values=values, links={"school": at}), (at,))
    for agency in AgencyAccreditation.objects.order_by("created_at", "pk"):
        at = schools[agency.school_id]
        item = Item(Sort.AGENCY, agency.agency, agency, links={"school": at})
        known.add(item, (at, comparable(agency.agency), str(agency.country)))


def _add_papers_of_hosts(known: Known) -> None:
    for sort, kind, names in HELD:
        for row in kind._default_manager.order_by("created_at", "pk"):
            of = known.find(Sort.PRECEPTOR, "row", row.preceptor_id)[0]
            item = Item(sort, str(row), row, links={"preceptor": of})
            known.add(item, (of, *(comparable(getattr(row, name)) for name in names)))
    sites = {item.row.pk: item for item in known.of(Sort.SITE) if item.row}
    schools = {item.row.pk: item for item in known.of(Sort.SCHOOL) if item.row}
    for agreement in agreements_that_stand():
        at, school = sites[agreement.site_id], schools.get(agreement.school_id)
        item = Item(Sort.AGREEMENT, agreement.title, agreement, links={"site": at})
        if school:
            item.links["school"] = school
        keys: list[Key] = [(at, school, comparable(agreement.title), agreement.starts_on)]
        if agreement.reference:
            keys.append((at, "reference", comparable(agreement.reference)))
        known.add(item, *keys)


def agreements_that_stand() -> QuerySet[Agreement]:
    """Agreements that are drafted, out for signature, or in force; what has ended is history."""
    standing = (AgreementState.DRAFTED, AgreementState.OUT, AgreementState.IN_FORCE)
    return Agreement.objects.filter(state__in=standing).select_related("site").order_by("created_at", "pk")


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
    for told in Background.objects.filter(student__in=students):
        of = students[told.student_id]
        known.add(Item(Sort.BACKGROUND, of.name, told, links={"student": of}), (of,))
    for window in Window.objects.filter(student__in=students).order_by("period"):
        of = students[window.student_id]
        item = Item(Sort.WINDOW, of.name, window, values={"period": window.dates}, links={"student": of})
        known.add(item, (of,))
    for application in Application.objects.filter(student__in=students).order_by("-created_at", "pk"):
        of = students[application.student_id]
        known.add(Item(Sort.APPLICATION, of.name, application, links={"student": of}), (of,))
