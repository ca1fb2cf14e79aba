"""Sites: hospitals and practices, with what states' rules ask of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.common.places import STATES
from openrotations.hosts.places import check_time_zone


class Site(Row):
    """A hospital or a private practice where rotations happen.

    None for `has_residency` or `us_school_affiliation` means that nobody has told us; an answer carries its
    source and the day it was checked.
    """

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("hospital")
        PRIVATE_PRACTICE = "private_practice", _("private practice")
        CLINIC = "clinic", _("community health centre")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120)
    state = models.CharField(_("state"), max_length=2, choices=STATES)
    postcode = models.CharField(_("ZIP code"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[check_time_zone])
    teaching_affiliation = models.CharField(_("teaching affiliation"), max_length=200, blank=True)
    has_residency = models.BooleanField(_("has an accredited residency programme"), null=True, blank=True)
    us_school_affiliation = models.BooleanField(_("is affiliated with a US medical school"), null=True, blank=True)
    teaching_source = models.CharField(_("source"), max_length=300, blank=True, default="", db_default="")
    teaching_checked_on = models.DateField(_("checked on"), null=True, blank=True)
    needs_agreement = models.BooleanField(_("takes students only under an agreement"), default=False, db_default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "city", "state"], name="hosts_one_row_a_site"),
            models.CheckConstraint(
                condition=models.Q(has_residency=None, us_school_affiliation=None)
                | (~models.Q(teaching_source="") & models.Q(teaching_checked_on__isnull=False)),
                name="hosts_teaching_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sourced_affiliation(self) -> str:
        """The US medical school it teaches for, once somebody has looked it up; what is only told is left out."""
        return self.teaching_affiliation if self.us_school_affiliation else ""
