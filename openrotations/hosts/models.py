"""Sites, preceptors, and the coordinators at sites."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.hosts.npi import why_not_an_npi
from openrotations.hosts.places import STATES, check_time_zone
from openrotations.people.models import Contact


class Site(Row):
    """A hospital or a private practice where rotations happen."""

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

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "city", "state"], name="hosts_one_row_a_site"),
        ]

    def __str__(self) -> str:
        return self.name


class Preceptor(Contact):
    """A supervising US physician, with NPI and state licence."""

    sites = models.ManyToManyField(Site, related_name="preceptors")
    npi = models.CharField(_("NPI"), max_length=10, blank=True)
    licence_state = models.CharField(_("licence state"), max_length=2, choices=STATES, blank=True)
    licence_number = models.CharField(_("licence number"), max_length=40, blank=True)
    specialty = models.CharField(_("specialty"), max_length=80)
    title = models.CharField(_("title"), max_length=80, default="MD")

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(fields=["npi"], condition=~models.Q(npi=""), name="hosts_one_preceptor_an_npi")
        ]

    def clean(self) -> None:
        """An NPI, where given, must be one that can be a person's."""
        if self.npi and (fault := why_not_an_npi(self.npi)):
            raise ValidationError({"npi": fault})


class HostCoordinator(Contact):
    """The person at a site who confirms placements and knows who comes when."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="coordinators")
