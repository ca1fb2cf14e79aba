"""Agreements between the programme, a site and perhaps a school, and who signs them."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.documents.models import StoredFile
from openrotations.hosts.models.sites import Site
from openrotations.hosts.states import AGREEMENT_MOVES, AgreementState
from openrotations.people.models import Contact

# Columns that stay as they are once somebody was asked to sign, or has signed.
_SIGNED_TEXT = (
    "site_id", "school_id", "school_name", "title", "terms", "starts_on", "ends_on", "document_id", "document_sha256",
)  # fmt: skip
_SIGNATURE = ("agreement_id", "party", "signed_name", "signed_position", "signed_sha256", "signed_at")


def _changed(columns: tuple[str, ...], *, once: str) -> pgtrigger.Condition:
    differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return pgtrigger.Condition(f"{once} AND ({differs})")


class Agreement(Row):
    """What the programme agreed with a site, for all schools or for one.

    Schools stand on the same floor as hosts, so the school is known by its id and by its name as the agreement
    says it; without one the agreement covers students of every school. `starts_on` and `ends_on` are the first and
    last day it covers; without `ends_on` it has no end. `text_sha256` is the hash of what is signed.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="agreements")
    school_id = models.UUIDField(_("school"), null=True, blank=True)
    school_name = models.CharField(_("school"), max_length=250, blank=True)
    title = models.CharField(_("kind of agreement"), max_length=120)
    reference = models.CharField(_("our reference"), max_length=80, default="", db_default="", blank=True)
    terms = models.TextField(_("terms"), max_length=20_000, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    document = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document_sha256 = models.CharField(max_length=64, blank=True)
    signed_copy = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=AgreementState, default=AgreementState.DRAFTED)
    text_sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(_("reason"), max_length=300, blank=True)
    warned_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="hosts_agreement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(school_id=None, school_name="")
                | (models.Q(school_id__isnull=False) & ~models.Q(school_name="")),
                name="hosts_agreement_names_its_school",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="expired") | models.Q(ends_on__isnull=False),
                name="hosts_agreement_without_end_never_expires",
            ),
        ]
        triggers = [
            AGREEMENT_MOVES.trigger(),
            pgtrigger.Protect(
                name="signed_text_stays",
                operation=pgtrigger.Update,
                condition=_changed(_SIGNED_TEXT, once="OLD.state <> 'drafted'"),
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_on"])]

    def __str__(self) -> str:
        return self.title


class Signatory(Contact):
    """Who signs an agreement for one of its parties, and the signature once it is made.

    A signature is the typed name and position, the moment, and the hash of what was signed. It is never altered.
    """

    class Party(models.TextChoices):
        PROGRAMME = "programme", _("the programme")
        SITE = "site", _("the site")
        SCHOOL = "school", _("the school")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatories")
    party = models.CharField(_("signs for"), max_length=20, choices=Party)
    position = models.CharField(_("position"), max_length=120, blank=True)
    signed_name = models.CharField(max_length=200, blank=True)
    signed_position = models.CharField(max_length=120, blank=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["party", "full_name"]
        constraints = [
            *Contact.Meta.constraints,
            models.UniqueConstraint(fields=["agreement", "email"], name="hosts_one_signature_an_address"),
            models.CheckConstraint(
                condition=models.Q(signed_at=None, signed_name="", signed_sha256="")
                | (models.Q(signed_at__isnull=False) & ~models.Q(signed_name="") & ~models.Q(signed_sha256="")),
                name="hosts_signature_is_whole",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signature_stays",
                operation=pgtrigger.Update,
                condition=_changed(_SIGNATURE, once="OLD.signed_at IS NOT NULL"),
            ),
            pgtrigger.Protect(
                name="signature_not_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]
