"""Who decides on changes: since when they work in the office, and who took them on."""

from openrotations.audit.queries import entries_about
from openrotations.people.models import StaffRole
from openrotations.rulebook.changing import GivenRole


def roles_of(person_id: str) -> list[GivenRole]:
    """The roles this person holds now, as the audit trail says they were given."""
    roles = StaffRole.objects.filter(person_id=person_id, ended_at=None)
    given = [entries_about(role).filter(action="give_role").first() for role in roles]
    return [GivenRole(entry.at, entry.actor_id) if entry else GivenRole() for entry in given]
