"""Home schools, their registrars, and their students."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from openrotations.common.models import Row
from openrotations.people.models import Contact, Person


class School(Row):
    """A home school. What we know of its accreditation carries its source and the date it was checked."""

    class Accreditation(models.TextChoices):
        ACCREDITED = "accredited", _("accredited or recognised in its own country")
        NOT_ACCREDITED = "not_accredited", _("not accredited")
        UNKNOWN = "unknown", _("not known yet")

    name = models.CharField(_("name"), max_length=250)
    country = CountryField(_("country"))
    city = models.CharField(_("city"), max_length=120, blank=True)
    accreditation = models.CharField(
        _("accreditation"), max_length=20, choices=Accreditation, default=Accreditation.UNKNOWN
    )
    accreditation_source = models.CharField(_("source"), max_length=300, blank=True)
    accreditation_checked_on = models.DateField(_("checked on"), null=True, blank=True)
    supplied_by = models.CharField(max_length=20, choices=Contact.SuppliedBy, default=Contact.SuppliedBy.OFFICE)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "country"], name="schools_one_row_a_school"),
            models.CheckConstraint(
                condition=models.Q(accreditation="unknown")
                | (~models.Q(accreditation_source="") & models.Q(accreditation_checked_on__isnull=False)),
                name="schools_accreditation_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Registrar(Contact):
    """The person at a home school who confirms enrolment and windows."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="registrars")


class Student(Row):
    """A student or graduate of a home school. Age and documents are not kept here."""

    class Status(models.TextChoices):
        ENROLLED = "enrolled", _("enrolled student")
        GRADUATE = "graduate", _("graduate")

    class Goal(models.TextChoices):
        US_RESIDENCY = "us_residency", _("residency in the United States")
        HOME = "home", _("practice at home")
        UNDECIDED = "undecided", _("not decided yet")

    class Enrolment(models.TextChoices):
        STATED = "stated", _("stated by the student")
        CONFIRMED = "confirmed", _("confirmed by the school")
        REFUSED = "refused", _("not confirmed by the school")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="student")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="students")
    status = models.CharField(_("status"), max_length=20, choices=Status)
    citizenship = CountryField(_("citizenship"))
    graduation_on = models.DateField(_("graduation"), help_text=_("Expected, or done."))
    goal = models.CharField(_("goal"), max_length=20, choices=Goal, default=Goal.UNDECIDED)
    enrolment = models.CharField(max_length=20, choices=Enrolment, default=Enrolment.STATED)
    enrolment_checked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.person)
