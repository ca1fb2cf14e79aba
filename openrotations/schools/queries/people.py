"""Reading registrars with confirmed addresses."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Trim

from openrotations.notifications.rendering import link_path
from openrotations.people.models import Person
from openrotations.schools.models import Registrar, School, Student


def reachable_registrars(school: School) -> list[Registrar]:
    """The school's registrars to whom signed links may be sent."""
    found = school.registrars.filter(address_confirmed_at__isnull=False).annotate(from_where=Trim("address_source"))
    return list(found.exclude(email="").exclude(from_where="").order_by("full_name"))


def page_path() -> str:
    """The address of the page about a school's students, with the mark where the link's token will stand."""
    return link_path("desk:school_students")


def registrars_at(email: str) -> QuerySet[Registrar]:
    """The registrars with this address, where staff have confirmed it; one person may answer for several schools."""
    found = Registrar.objects.select_related("school").filter(email__iexact=email.strip(), email__gt="")
    return found.filter(address_confirmed_at__isnull=False).exclude(address_source="").order_by("created_at")


def students_known_to(school: School) -> QuerySet[Student]:
    """Students of the school who asked it, or were placed: whom it said not to know is not among them.

    Nobody is shown to a school before they turned to it themselves; a graduate's rotations are not its business.
    """
    own = Q(school=school, status=Student.Status.ENROLLED)
    asked = Exists(Registrar.objects.filter(school=school, confirmations__student=OuterRef("pk")))
    found = Student.objects.filter(own, asked | Q(enrolment=Student.Enrolment.CONFIRMED))
    found = found.exclude(enrolment=Student.Enrolment.REFUSED)
    return found.select_related("person", "school").order_by("person__full_name", "pk")


def studies_at(person: Person, school: School) -> bool:
    """Whether the person is a student of this school, who may not use the registrar's page."""
    return Student.objects.filter(person_id=person.pk, school=school).exists()
