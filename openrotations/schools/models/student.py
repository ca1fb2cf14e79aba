"""A school's registrars and students."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from openrotations.common.models import Row
from openrotations.people.models import Contact, Person
from openrotations.schools.models.school import School


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
    good_standing = models.BooleanField(_("in good standing"), null=True, blank=True)
    good_standing_checked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.person)
