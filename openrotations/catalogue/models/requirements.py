"""What a site or an offering asks to see before day one, once for all students."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.catalogue.models.offerings import Offering
from openrotations.common.models import Row
from openrotations.hosts.models import Site


class Requirement(Row):
    """One kind of paper, and how it must be, asked for by a site in all it offers or by one offering.

    `kind` is a key of `documents.kinds.paper_kinds`. Where site and offering ask for the same, the stricter wins
    (`queries.requirements_of`).
    """

    class CountedFrom(models.TextChoices):
        START = "start", _("the first day")
        END = "end", _("the last day")

    class Who(models.TextChoices):
        STUDENT = "student", _("the student")
        REGISTRAR = "registrar", _("the school")
        OFFICE = "office", _("the office")
        HOST = "host", _("the host")

    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.CASCADE, related_name="requirements")
    offering = models.ForeignKey(Offering, null=True, blank=True, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("paper"), max_length=40)
    not_older_than_days = models.PositiveSmallIntegerField(
        _("not older than (days)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    counted_from = models.CharField(
        _("counted back from"), max_length=10, choices=CountedFrom, default=CountedFrom.START
    )
    # Name of an amount of this kind of paper -> the least, such as insurance in US dollars.
    amounts = models.JSONField(_("amounts"), default=dict, blank=True)
    lead_days = models.PositiveSmallIntegerField(
        _("days before day one"), null=True, blank=True, validators=[MaxValueValidator(365)]
    )
    who = models.CharField(_("who brings it"), max_length=20, choices=Who, default=Who.STUDENT)
    only_hands_on = models.BooleanField(_("only of students who take part in care"), default=False)
    note = models.CharField(_("in the host's own words"), max_length=300, blank=True)
    # Where a template named it: the page it was read on and the day. Empty where the office wrote it.
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("checked"), null=True, blank=True)

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(site__isnull=False, offering__isnull=True)
                | models.Q(site__isnull=True, offering__isnull=False),
                name="catalogue_requirement_of_site_or_offering",
            ),
            models.UniqueConstraint(
                fields=["site", "kind"], condition=models.Q(site__isnull=False), name="catalogue_site_asks_once"
            ),
            models.UniqueConstraint(
                fields=["offering", "kind"],
                condition=models.Q(offering__isnull=False),
                name="catalogue_offering_asks_once",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
