"""Students who wish to go together: a wish counts when both have named each other."""

from collections.abc import Iterable
from uuid import UUID

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.people.models import Person


def friend_of(application: Application) -> Person | None:
    """The student whom this one named, if they named each other; until then nothing is told about them."""
    if not application.friend_email:
        return None
    theirs = Application.objects.filter(student__person__email=application.friend_email)
    newest = theirs.select_related("student__person").order_by("-created_at").first()
    if newest is None or newest.state == ApplicationState.WITHDRAWN:
        return None
    return newest.student.person if newest.friend_email == application.student.person.email else None


def friends_among(applications: Iterable[Application]) -> list[tuple[UUID, UUID]]:
    """Pairs of these applications whose students have named each other, each pair once, in a fixed order."""
    by_address = {each.student.person.email: each for each in applications}
    pairs = {
        tuple(sorted((each.pk, friend.pk)))
        for each in by_address.values()
        if (friend := by_address.get(each.friend_email)) and friend.friend_email == each.student.person.email
    }
    return [(one, other) for one, other in sorted(pairs)]
