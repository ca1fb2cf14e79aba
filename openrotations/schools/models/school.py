"""A home school, its other names, and the evidence of what we know of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from openrotations.common.models import Row
from openrotations.documents.models import StoredFile
from openrotations.people.models import Contact, Person


class School(Row):
    """A home school. What we know of its accreditation carries its source and the date it was checked.

    `world_directory_id` is what somebody read on the school's page there; it is never made up. An accreditation
    whose last day has passed counts as not known.
    """

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
    accreditation_until = models.DateField(_("accredited until"), null=True, blank=True)
    world_directory_id = models.CharField(
        _("World Directory identifier"), max_length=40, default="", db_default="", blank=True
    )
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


class OtherName(Row):
    """Another name or spelling of a school: in its own script, an older one, or one that somebody typed."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(_("name"), max_length=250)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="schools_another_name_once")]

    def __str__(self) -> str:
        return self.name


class Distinction(Row):
    """Somebody looked at two schools that resemble each other and said that they are two."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="distinctions")
    other = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "other"], name="schools_a_distinction_once")]

    def __str__(self) -> str:
        return f"distinction {self.id}"


class Evidence(Row):
    """A file that shows what we know of a school, and what it shows."""

    class About(models.TextChoices):
        ACCREDITATION = "accreditation", _("accreditation")
        AGENCY = "agency", _("accreditation by an agency")
        SPONSOR_NOTE = "sponsor_note", _("sponsor note")
        POLICY = "policy", _("policy on external rotations")
        STATE = "state", _("standing in a state")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="evidence")
    about = models.CharField(_("what it shows"), max_length=20, choices=About)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return f"evidence {self.id}"
