"""What others say of a school: the sponsor note, agencies, states; and what its registrar attests."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from openrotations.common.models import Row
from openrotations.common.places import STATES
from openrotations.people.models import Person
from openrotations.schools.models.school import School
from openrotations.schools.models.student import Registrar

_HAS_A_SOURCE = ~models.Q(source="")


class _Checked(Row):
    """Something somebody looked up: where, on which day, and until when the look counts."""

    source = models.CharField(_("source"), max_length=300)
    checked_on = models.DateField(_("checked on"))
    checked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateField(_("counts until"), null=True, blank=True)

    class Meta:
        abstract = True


class SponsorNote(_Checked):
    """Whether the school's page in the World Directory carries an ECFMG sponsor note, and for which years.

    No row is "unknown". `graduated_to` empty means: to the present.
    """

    class Presence(models.TextChoices):
        PRESENT = "present", _("there is a note")
        ABSENT = "absent", _("there is no note")

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="sponsor_note")
    presence = models.CharField(_("sponsor note"), max_length=20, choices=Presence)
    graduated_from = models.PositiveSmallIntegerField(_("graduation years from"), null=True, blank=True)
    graduated_to = models.PositiveSmallIntegerField(_("graduation years to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_HAS_A_SOURCE, name="schools_sponsor_note_has_a_source"),
            models.CheckConstraint(
                condition=models.Q(presence="absent", graduated_from=None, graduated_to=None)
                | models.Q(presence="present", graduated_from__isnull=False),
                name="schools_sponsor_note_has_years",
            ),
            models.CheckConstraint(
                condition=models.Q(graduated_to=None) | models.Q(graduated_from__lte=models.F("graduated_to")),
                name="schools_sponsor_note_years_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"sponsor note {self.id}"


class AgencyAccreditation(_Checked):
    """An agency accredited the school, deciding for this country; `until` is the last day of the term."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="agencies")
    agency = models.CharField(_("agency"), max_length=120)
    country = CountryField(_("country"))

    class Meta:
        ordering = ["agency"]
        constraints = [
            models.UniqueConstraint(fields=["school", "agency", "country"], name="schools_an_agency_once"),
            models.CheckConstraint(condition=_HAS_A_SOURCE, name="schools_agency_has_a_source"),
        ]

    def __str__(self) -> str:
        return self.agency


class StateStanding(_Checked):
    """Whether a state has approved the school for clerkships there."""

    class Standing(models.TextChoices):
        APPROVED = "approved", _("approved there")
        NOT_APPROVED = "not_approved", _("not approved there")

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="state_standings")
    state = models.CharField(_("state"), max_length=2, choices=STATES)
    standing = models.CharField(_("standing"), max_length=20, choices=Standing)

    class Meta:
        ordering = ["state"]
        constraints = [
            models.UniqueConstraint(fields=["school", "state"], name="schools_a_state_once"),
            models.CheckConstraint(condition=_HAS_A_SOURCE, name="schools_state_standing_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.standing}"


class DeclaredCount(Row):
    """How many students of the school come to a state in a year by another way than ours, as its registrar said last.

    States that count a school's students count everybody; those whom this programme places are counted by itself.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="declared_counts")
    state = models.CharField(_("state"), max_length=2, choices=STATES)
    year = models.PositiveSmallIntegerField(_("year"))
    count = models.PositiveSmallIntegerField(_("students"))
    registrar = models.ForeignKey(Registrar, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "state"]
        constraints = [
            models.UniqueConstraint(fields=["school", "state", "year"], name="schools_a_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.count} in {self.state} in {self.year}"
