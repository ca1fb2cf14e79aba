"""What two students who named each other share: weeks in one city, told to both and to nobody else."""

from dataclasses import dataclass
from uuid import UUID

from openrotations.applications.models import Application
from openrotations.applications.queries import friend_of
from openrotations.common.periods import Period
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.placements.states import HOLDING

type City = tuple[str, str]


@dataclass(frozen=True)
class Shared:
    """A friend, and the weeks that both have in one city, a started one counted."""

    friend: Person
    weeks: int


def shared_with_friend(application: Application) -> Shared | None:
    """The weeks shared with the student whom this one named and who named them; None without such a friend."""
    friend = friend_of(application)
    if friend is None:
        return None
    mine, theirs = _stays(application.student.person_id), _stays(friend.pk)
    return Shared(
        friend, sum(_weeks_of_both(one, other) for city, one in mine for there, other in theirs if city == there)
    )


def _stays(person_id: UUID) -> list[tuple[City, Period]]:
    rows = Placement.objects.filter(student__person_id=person_id, state__in=HOLDING)
    return [
        ((row.offering.site.city, row.offering.site.state), row.dates) for row in rows.select_related("offering__site")
    ]


def _weeks_of_both(one: Period, other: Period) -> int:
    if not one.overlaps(other):
        return 0
    return Period(max(one.first, other.first), min(one.last, other.last)).weeks
