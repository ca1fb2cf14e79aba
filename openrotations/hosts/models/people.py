"""Those at a site: preceptors, and the coordinators who answer for it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.places import STATES
from openrotations.hosts.models.sites import Site
from openrotations.hosts.npi import why_not_an_npi
from openrotations.people.models import Contact


class Preceptor(Contact):
    """A supervising US physician, with NPI and state licence.

    `licence_state` and `licence_number` are as somebody told us, perhaps in an import. A licence that the office
    has looked up is a row of its own (`Licence`), and counts in their place.
    """

    sites = models.ManyToManyField(Site, related_name="preceptors")
    npi = models.CharField(_("NPI"), max_length=10, blank=True)
    licence_state = models.CharField(_("licence state"), max_length=2, choices=STATES, blank=True)
    licence_number = models.CharField(_("licence number"), max_length=40, blank=True)
    specialty = models.CharField(_("specialty"), max_length=80)
    title = models.CharField(_("title"), max_length=80, default="MD")

    class Meta:
        ordering = ["full_name"]
        constraints = [
            *Contact.Meta.constraints,
            models.UniqueConstraint(fields=["npi"], condition=~models.Q(npi=""), name="hosts_one_preceptor_an_npi"),
        ]

    def clean(self) -> None:
        """An NPI, where given, must be one that can be a person's."""
        if self.npi and (fault := why_not_an_npi(self.npi)):
            raise ValidationError({"npi": fault})


class HostCoordinator(Contact):
    """The person at a site who confirms placements and knows who comes when."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="coordinators")
