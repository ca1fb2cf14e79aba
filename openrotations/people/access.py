"""Who reaches which row: roles as look-ups, and signed links."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from openrotations.common.actors import PROGRAM, Actor
from openrotations.people.models import Contact, Person, SignedLink, StaffRole
from openrotations.people.tokens import hash_of

STAFF = (StaffRole.Kind.COORDINATOR, StaffRole.Kind.DIRECTOR)


def staff_kinds(person: Person) -> frozenset[str]:
    """The office roles this person holds now; a director is a coordinator too. Kept for the request."""
    known: frozenset[str] | None = getattr(person, "_staff_kinds", None)
    if known is None:
        held = set(person.staff_roles.filter(ended_at=None).values_list("kind", flat=True))
        if StaffRole.Kind.DIRECTOR in held:
            held.add(StaffRole.Kind.COORDINATOR)
        known = frozenset(held)
        person._staff_kinds = known  # type: ignore[attr-defined]
    return known


def is_office(person: Person) -> bool:
    """Whether the person works in the programme office."""
    return bool(staff_kinds(person))


def is_office_role(role: str) -> bool:
    """Whether an actor acts for the office: in one of its roles, or as the program it runs."""
    return role in (*StaffRole.Kind.values, PROGRAM.role)


def actor_of(person: Person) -> Actor:
    """The person as an actor, in the role they act in."""
    kinds = staff_kinds(person)
    if StaffRole.Kind.DIRECTOR in kinds:
        return Actor("person", str(person.pk), "director")
    return Actor("person", str(person.pk), "coordinator" if kinds else "student")


def link_by_token(token: str, *, purpose: str) -> SignedLink:
    """The link with this token and purpose, expired or revoked ones included.

    Raises Http404 for an unknown token and for one of another purpose alike.
    """
    link = SignedLink.objects.select_related("not_for").filter(token_hash=hash_of(token), purpose=purpose).first()
    if link is None:
        raise Http404
    return link


def has_holder_left(link: SignedLink) -> bool:
    """Whether the holder of this link no longer works where they did: no link of theirs opens anything, old or new."""
    kinds = {kind._meta.model_name: kind for kind in Contact.__subclasses__()}
    kind = kinds.get(link.holder_kind)
    return kind is not None and kind._default_manager.filter(pk=link.holder_id, ended_at__isnull=False).exists()


def working_link(link_id: UUID | None, now: datetime) -> SignedLink | None:
    """This link while it works, else None."""
    link = SignedLink.objects.filter(pk=link_id).first() if link_id else None
    return link if link and link.works_at(now) else None
