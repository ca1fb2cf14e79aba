"""Accounts, staff roles, contacts without accounts, and signed links."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from openrotations.common.actors import Actor
from openrotations.common.models import Row

# A contact's model, as the role it acts in.
_ROLE_OF_HOLDER = {"hostcoordinator": "host coordinator"}


class PersonManager(BaseUserManager["Person"]):
    """Finds and makes people by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_user(self, email: str, **values: object) -> "Person":
        """A person who signs in by e-mailed code or passkey; no password is kept."""
        person = self.model(email=self.normalize_email(email).lower(), **values)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(Row, AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. A name has any shape: one word, many, any script."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    passport_name = models.CharField(
        _("name in Latin letters"),
        max_length=200,
        blank=True,
        help_text=_("As in your passport. Letters and records print it; leave it empty if it is the same."),
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    is_active = models.BooleanField(_("may sign in"), default=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name_plural = "people"
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="people_small_letters")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def printed_name(self) -> str:
        """The name that letters and records print: in Latin letters where the person gave it so."""
        return self.passport_name or self.full_name

    def get_full_name(self) -> str:
        """The full name, or the address where no name was given yet."""
        return str(self)


class StaffRole(Row):
    """A role somebody holds in the programme office. Taking it away ends access on the next request."""

    class Kind(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        DIRECTOR = "director", _("director")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="staff_roles")
    kind = models.CharField(_("role"), max_length=20, choices=Kind)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(ended_at=None), name="people_one_current_role_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Contact(Row):
    """Somebody we write to who needs no account: a registrar, a preceptor, a host coordinator.

    No signed link goes to an address before staff confirmed it from an independent source. Whoever no longer works
    there has `ended_at`, and no confirmed address: nothing that looks for somebody to write to finds them.
    """

    class SuppliedBy(models.TextChoices):
        OFFICE = "office", _("the office")
        STUDENT = "student", _("a student")
        IMPORT = "import", _("an import")

    full_name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    supplied_by = models.CharField(_("supplied by"), max_length=20, choices=SuppliedBy, default=SuppliedBy.OFFICE)
    address_confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    address_source = models.CharField(
        _("confirmed from"), max_length=300, blank=True, help_text=_("The independent source, such as a web page.")
    )
    address_confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="%(class)s")
    ended_at = models.DateTimeField(_("left"), null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_because = models.CharField(_("how we know"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(address_confirmed_at=None, person=None),
                name="%(app_label)s_%(class)s_left_reaches_nothing",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_reachable(self) -> bool:
        """Whether links may be sent: staff have confirmed the address from an independent source."""
        return bool(self.email and self.address_confirmed_at and self.address_source and not self.has_left)

    @property
    def has_left(self) -> bool:
        """Whether the office noted that they no longer work there."""
        return self.ended_at is not None


class SignedLink(Row):
    """A narrow permission sent by mail: one holder, one purpose, one row; expires, can be revoked.

    The token itself is never stored: it is derived from the row and the secret key, and its hash is kept to
    find the row. `not_for` is the student whom the row concerns, who may never use the link.
    """

    purpose = models.CharField(max_length=40)
    holder_kind = models.CharField(max_length=40)
    holder_id = models.UUIDField()
    email = models.EmailField()
    subject_id = models.UUIDField()
    not_for = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    salt = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.holder_kind} {self.holder_id}"

    def works_at(self, now: datetime) -> bool:
        """Whether the link is neither expired nor revoked."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def actor(self) -> Actor:
        """Its holder as an actor."""
        return Actor("link", str(self.holder_id), _ROLE_OF_HOLDER.get(self.holder_kind, self.holder_kind))
