"""Who decides on changes: since when they work in the office, and who took them on."""

from openrotations.audit.models import Entry
from openrotations.people.models import StaffRole
from openrotations.rulebook.second_person import GivenRole, Member


def members_of_office() -> dict[str, Member]:
    """Everybody who works in the office, by id, with their roles as the trail says they were given; two queries."""
    rows = list(StaffRole.objects.select_related("person").order_by("pk"))
    given = _givings()
    every = {str(row.person_id): [each for each in rows if each.person_id == row.person_id] for row in rows}
    current = [row for row in rows if row.ended_at is None and row.person.is_active]
    return {
        member: Member(member, tuple(_role(row, given, every) for row in current if str(row.person_id) == member))
        for member in {str(row.person_id) for row in current}
    }


def _givings() -> dict[str, Entry]:
    found = Entry.objects.filter(subject_kind=StaffRole._meta.label_lower, action="give_role")
    return {entry.subject_id: entry for entry in found.order_by("-id")}


def _role(row: StaffRole, given: dict[str, Entry], every: dict[str, list[StaffRole]]) -> GivenRole:
    entry = given.get(str(row.pk))
    if entry is None:
        return GivenRole()
    return GivenRole(entry.at, entry.actor_id, _beyond(entry.actor_id, given, every, frozenset({str(row.person_id)})))


def _beyond(
    giver: str, given: dict[str, Entry], every: dict[str, list[StaffRole]], seen: frozenset[str]
) -> frozenset[str]:
    """Everybody through whom alone the giver came to the office, as every role says that they ever had."""
    if giver in seen:
        return frozenset()
    entries = [given.get(str(row.pk)) for row in every.get(giver, ())]
    lines = [
        _beyond(entry.actor_id, given, every, seen | {giver}) | {entry.actor_id} if entry else frozenset[str]()
        for entry in entries
    ]
    return frozenset.intersection(*lines) - {""} if lines else frozenset()
