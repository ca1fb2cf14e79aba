"""Reading schools, registrars and students."""

from django.db.models import Count, Q, QuerySet

from openrotations.people.models import Contact, Person
from openrotations.schools.models import OtherName, Registrar, School, SponsorNote, Student


def school_named(name: str, country: str) -> School | None:
    """The school with this name in this country, whatever its capitals; else the one that has it as another name."""
    there = School.objects.filter(country=country)
    own = there.filter(name__iexact=name.strip()).first()
    return own or there.filter(other_names__name__iexact=name.strip()).order_by("created_at").first()


def schools_to_choose() -> QuerySet[School]:
    """The schools that a student may choose: not those that only another student has named so far."""
    named_only = Q(supplied_by=Contact.SuppliedBy.STUDENT, accreditation=School.Accreditation.UNKNOWN)
    return School.objects.exclude(named_only).order_by("country", "name")


def schools_like(text: str = "", accreditation: str = "") -> QuerySet[School]:
    """Schools whose name or city holds the text, with the numbers of their students and registrars."""
    found = School.objects.annotate(
        student_count=Count("students", distinct=True), registrar_count=Count("registrars", distinct=True)
    )
    if text:
        named_so = OtherName.objects.filter(name__icontains=text).values("school")
        found = found.filter(Q(name__icontains=text) | Q(city__icontains=text) | Q(pk__in=named_so))
    if accreditation:
        found = found.filter(accreditation=accreditation)
    return found.order_by("name")


def registrar_with(school: School, email: str) -> Registrar | None:
    """The school's registrar with this address, whatever its capitals."""
    return Registrar.objects.filter(school=school, email__iexact=email.strip()).first()


def registrars_of(school: School) -> QuerySet[Registrar]:
    """The school's registrars, by name."""
    return school.registrars.order_by("full_name")


def student_of(person: Person) -> Student | None:
    """The person as a student, or None before they filled in a profile."""
    return Student.objects.select_related("school", "person").filter(person_id=person.pk).first()


def is_student(person: Person) -> bool:
    """Whether the person has a student's profile."""
    return Student.objects.filter(person_id=person.pk).exists()


def is_known(school: School) -> bool:
    """Whether the office knows the school: it entered or imported it, or has checked what a student named."""
    is_checked = school.accreditation != School.Accreditation.UNKNOWN
    return school.supplied_by != Contact.SuppliedBy.STUDENT or is_checked


def note_of(school: School) -> SponsorNote | None:
    """What somebody found on the school's page in the World Directory; None before anybody looked."""
    return SponsorNote.objects.select_related("checked_by").filter(school=school).first()
