"""Is who decides on a change a second person, or the proposer's own hand? Pure.

A director can take on an account that is their own, and wait. So a role counts for little where it came from the other
of the two, as long as anybody else could decide; where nobody else can, in an office of two, it counts once it is old.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# So old a role must be, where the office has nobody but the two whom one hand brought together.
FRESH = timedelta(days=30)


@dataclass(frozen=True)
class GivenRole:
    """When somebody got a role in the office, by whose id, and through whose hands that one came in turn.

    None and nobody where no trail says so: it is as old as the office.
    """

    given_at: datetime | None = None
    given_by: str = ""
    beyond: frozenset[str] = frozenset()

    @property
    def hands(self) -> frozenset[str]:
        """Everybody without whom it would not have been given."""
        return self.beyond | {self.given_by} if self.given_by else self.beyond

    def is_given_by(self, moment: datetime) -> bool:
        """Whether it was there at that moment."""
        return self.given_at is None or self.given_at <= moment


@dataclass(frozen=True)
class Member:
    """Somebody of the office, with the roles they hold."""

    id: str
    roles: tuple[GivenRole, ...] = ()


def is_new_here(member: Member, proposed_at: datetime) -> bool:
    """Whether all their roles were given after the change was proposed. Who has none is stopped by the page's guard."""
    return bool(member.roles) and not any(_was_there(role, proposed_at) for role in member.roles)


def is_one_hand(proposer: Member, decider: Member, proposed_at: datetime) -> bool:
    """Whether one of the two is in the office by the other alone, or both came lately by the same third."""
    decider = _as_of(decider, proposed_at)
    return _made(proposer, decider) or _made(decider, proposer) or _came_together(proposer, decider, proposed_at)


def may_stand_in(proposer: Member, decider: Member, others: Iterable[Member], proposed_at: datetime) -> bool:
    """Whether two of one hand may decide all the same: nobody of the `others` could, and both are no news here."""
    settled = all(_is_settled(_as_of(each, proposed_at), proposed_at) for each in (proposer, decider))
    return settled and not any(_could_decide(each, proposer, proposed_at) for each in others)


def _could_decide(member: Member, proposer: Member, proposed_at: datetime) -> bool:
    there = _as_of(member, proposed_at)
    return bool(there.roles) and there.id != proposer.id and not is_one_hand(proposer, there, proposed_at)


def _was_there(role: GivenRole, proposed_at: datetime) -> bool:
    return role.given_at is None or role.given_at < proposed_at


def _as_of(member: Member, proposed_at: datetime) -> Member:
    return replace(member, roles=tuple(role for role in member.roles if _was_there(role, proposed_at)))


def _made(one: Member, other: Member) -> bool:
    return bool(other.roles) and all(one.id in role.hands for role in other.roles)


def _came_together(one: Member, other: Member, proposed_at: datetime) -> bool:
    roles = (*one.roles, *other.roles)
    if not (one.roles and other.roles) or any(role.is_given_by(proposed_at - FRESH) for role in roles):
        return False
    return bool(frozenset.intersection(*(role.hands for role in roles)))


def _is_settled(member: Member, proposed_at: datetime) -> bool:
    roles: Sequence[GivenRole] = member.roles
    return not roles or any(role.is_given_by(proposed_at - FRESH) for role in roles)
