"""What two students who named each other share: weeks in one city, told to both and to nobody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openrotations.applications.models import Application
from openrotations.applications.queries import friend_of
from openrotations.common.periods import Period
from openrotations.people.models import Person
from openrotations.placements.queries.seats import holding

type City = tuple[str, str]


@dataclass(frozen=True)
class Shared:
    """A friend, and the weeks that both have in one city, a started one counted."""

    friend: Person
    weeks: int


def shared_with_friend(application: Application, now: datetime) -> Shared | None:
    """The weeks shared with the student whom this one named and who named them; None without such a friend.

    Offers count until they run out.
    """
    friend = friend_of(application)
    if friend is None:
        return None
    mine, theirs = _stays(application.student.person_id, now), _stays(friend.pk, now)
    days = sum(_days_of_both(one, other) for city, one in mine for there, other in theirs if city == there)
    return Shared(friend, -(-days // 7))


def _stays(person_id: UUID, now: datetime) -> list[tuple[City, Period]]:
    rows = holding(now).filter(student__person_id=person_id)
    return [
        ((row.offering.site.city, row.offering.site.state), row.dates) for row in rows.select_related("offering__site")
    ]


def _days_of_both(one: Period, other: Period) -> int:
    if not one.overlaps(other):
        return 0
    return Period(max(one.first, other.first), min(one.last, other.last)).days
