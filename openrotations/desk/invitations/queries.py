"""Reading letters of invitation, and whether what they say still holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from openrotations.desk.invitations import rules
from openrotations.desk.invitations.contents import arranged
from openrotations.desk.models import Invitation
from openrotations.hosts.models import HostCoordinator
from openrotations.notifications.models import Message
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosts import coordinator_of, reachable_coordinator

ASKED = "desk/mail/invitation_asked.txt"
_INVITATIONS = Invitation.objects.select_related(
    "placement__student__person", "placement__student__school", "placement__offering__site",
    "placement__offering__preceptor", "placement__supervised_by", "signed_by",
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What is true of a letter today: it holds, something changed since, or it does not hold any more."""

    invitation: Invitation
    word: str  # holds, changed, withdrawn, ended

    @property
    def holds(self) -> bool:
        """Whether everything in it is as it was signed."""
        return self.word == "holds"


def verdict_of(invitation: Invitation) -> Verdict:
    """Compare a letter with its placement as it stands now."""
    placement = invitation.placement
    if invitation.withdrawn_at:
        return Verdict(invitation, "withdrawn")
    if placement.state not in rules.STANDS:
        return Verdict(invitation, "ended")
    is_same = not rules.differences(invitation.content, arranged(placement))
    return Verdict(invitation, "holds" if is_same else "changed")


def invitation_of(placement: Placement) -> Invitation | None:
    """The placement's letter that was not withdrawn; None without one."""
    return _INVITATIONS.filter(placement=placement, withdrawn_at=None).first()


def invitation_with(code: str) -> Invitation | None:
    """The letter with this code, whatever became of it."""
    return _INVITATIONS.filter(code=code).first() if code else None


def whom_to_ask(placement: Placement) -> HostCoordinator | None:
    """The coordinator who confirmed, else another one of the site, whose address staff have confirmed."""
    known = coordinator_of(placement)
    return known if known and known.is_reachable else reachable_coordinator(placement.offering.site)


def was_asked_lately(placement: Placement, now: datetime) -> bool:
    """Whether the host was asked for the letter within the last day."""
    since = now - timedelta(hours=rules.ASK_AGAIN_HOURS)
    return Message.objects.filter(template=ASKED, subject_id=placement.pk, queued_at__gt=since).exists()
