"""What has happened to a published round since, in sentences, and whom a repair could help."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from openrotations.applications.states import ApplicationState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.placements.models import Placement, Round, RoundEntry
from openrotations.placements.queries import seats
from openrotations.placements.queries.repairing.newcomers import who_could_come
from openrotations.placements.states import ENDED_EARLY, EndedBy, PlacementState

MAY_BE_HELPED = (ApplicationState.PLACED, ApplicationState.WAITING)
"""Who is in another round meanwhile, has withdrawn, or stays without a place is not helped by this one."""
_NO_WISH_OF_THEIRS = (EndedBy.HOST, EndedBy.PROGRAMME)
_ENDED = {
    PlacementState.DECLINED: ngettext_lazy("%(n)d offer was declined.", "%(n)d offers were declined.", "n"),
    PlacementState.EXPIRED: ngettext_lazy("%(n)d offer ran out.", "%(n)d offers ran out.", "n"),
}
_FEWER_WEEKS = ngettext_lazy(
    "%(n)d student has fewer weeks than they want.", "%(n)d students have fewer weeks than they want.", "n"
)
_CAUSES = (
    ngettext_lazy("%(n)d place given up by the host", "%(n)d places given up by hosts", "n"),
    ngettext_lazy("%(n)d without an answer of the host", "%(n)d without an answer of the host", "n"),
    ngettext_lazy("the office cancelled %(n)d placement", "the office cancelled %(n)d placements", "n"),
)


@dataclass(frozen=True)
class Short:
    """A student of the round with fewer weeks than they want, and what they lost since it was published."""

    entry: RoundEntry
    weeks: int
    wanted: int
    lost: list[Placement] = field(default_factory=list)

    @property
    def is_hit(self) -> bool:
        """Whether they lost something through no wish of their own."""
        return any(_is_taken(placement) for placement in self.lost)

    @property
    def why(self) -> str:
        """Why they have fewer weeks, in a few words."""
        words = dict.fromkeys(_why(placement) for placement in self.lost)
        return ", ".join(words) if words else _("the plan had no more for them")


@dataclass(frozen=True)
class Since:
    """A published round since its publication: sentences, and everybody with fewer weeks than they want."""

    sentences: list[str]
    short: list[Short]

    @property
    def hit(self) -> list[Short]:
        """Those who lost something through no wish of their own."""
        return [each for each in self.short if each.is_hit]


def since_publication(round: Round, now: datetime) -> Since:
    """What has happened, with a constant number of queries."""
    weeks: Counter[UUID] = Counter()
    held = seats.holding(now).filter(application__round_entries__round=round)
    for application_id, days in held.values_list("application_id", "period"):
        weeks[application_id] += Period.of(days).weeks
    mine = Placement.objects.filter(application__round_entries__round=round)
    ended = mine.filter(state__in=ENDED_EARLY, ended_at__gte=round.published_at or now)
    lost: dict[object, list[Placement]] = {}
    for placement in ended.exclude(state=PlacementState.REPLACED).select_related("offering").order_by("ended_at"):
        lost.setdefault(placement.application_id, []).append(placement)
    short = [
        Short(
            entry, weeks[entry.application_id], entry.application.weeks_wanted or 0, lost.get(entry.application_id, [])
        )
        for entry in _entries_with_less(round, weeks)
    ]
    everything = [placement for those in lost.values() for placement in those]
    withdrawn = round.entries.filter(application__state=ApplicationState.WITHDRAWN).count()
    could_come = who_could_come(round).count()
    return Since(list(_sentences(everything, short, withdrawn, could_come)), short)


def _entries_with_less(round: Round, weeks: Mapping[UUID, int]) -> list[RoundEntry]:
    """Those who may be helped and have fewer weeks than they want, by name; the many others are not read whole."""
    stated = round.entries.filter(application__state__in=MAY_BE_HELPED)
    wanted = stated.values_list("pk", "application_id", "application__weeks_wanted")
    less = [pk for pk, application_id, number in wanted if weeks.get(application_id, 0) < (number or 0)]
    rows = round.entries.select_related("application__student__person", "application__student__school")
    return list(rows.filter(pk__in=less).order_by("application__student__person__full_name", "pk"))


def openings_of(round: Round, now: datetime) -> Sequence[Opening]:
    """Openings that students of the round list and that have days to come, by title."""
    listed = Opening.objects.filter(preferences__application__round_entries__round=round)
    rows = listed.filter(period__endswith__gt=now.date()).distinct().select_related("offering__site")
    return sorted(rows, key=lambda each: (each.offering.title, each.dates))


def _sentences(lost: Sequence[Placement], short: Sequence[Short], withdrawn: int, could_come: int) -> Iterator[str]:
    taken = [placement for placement in lost if _is_taken(placement)]
    if taken:
        students = len({placement.application_id for placement in taken})
        text = ngettext("%(n)d student lost a rotation: %(why)s.", "%(n)d students lost a rotation: %(why)s.", students)
        yield text % {"n": students, "why": ", ".join(_causes(taken))}
    if withdrawn:
        yield ngettext("%(n)d student withdrew.", "%(n)d students withdrew.", withdrawn) % {"n": withdrawn}
    for state, words in _ENDED.items():
        if count := sum(placement.state == state for placement in lost):
            yield str(words % {"n": count})
    if short:
        yield str(_FEWER_WEEKS % {"n": len(short)})
    if could_come:
        text = ngettext(
            "%(n)d eligible application is not in this round. It can come in with a repair, or into a new round.",
            "%(n)d eligible applications are not in this round. They can come in with a repair, or into a new round.",
            could_come,
        )
        yield text % {"n": could_come}


def _causes(taken: Sequence[Placement]) -> Iterator[str]:
    silent = sum(placement.state == PlacementState.RELEASED for placement in taken)
    host = sum(placement.ended_by == EndedBy.HOST for placement in taken) - silent
    office = len(taken) - silent - host
    for count, words in zip((host, silent, office), _CAUSES, strict=True):
        if count:
            yield str(words % {"n": count})


def _is_taken(placement: Placement) -> bool:
    cancelled = placement.state == PlacementState.CANCELLED and placement.ended_by in _NO_WISH_OF_THEIRS
    return cancelled or placement.state == PlacementState.RELEASED


def _why(placement: Placement) -> str:
    words = {"title": placement.offering.title}
    if _is_taken(placement):
        return _("lost “%(title)s”") % words
    if placement.state == PlacementState.DECLINED:
        return _("declined “%(title)s”") % words
    if placement.state == PlacementState.EXPIRED:
        return _("did not answer about “%(title)s”") % words
    return _("gave up “%(title)s”") % words
