"""Who waits for an opening, in which order, and why in that order."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from openrotations.applications.models import Application, Preference
from openrotations.applications.states import ApplicationState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.common.wording import written_date
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.models import Outcome, Placement, Round, WaitingList
from openrotations.placements.plans.reserved import BEING_GIVEN
from openrotations.placements.queries import seats
from openrotations.placements.queries.reserved import reserved_at
from openrotations.placements.states import ENDED_EARLY, EndedBy, PlacementState, RoundState


@dataclass(frozen=True)
class Waiter:
    """One application in line for an opening: its place from 1, and why it stands there.

    `drawn` is its place in the lottery of `round_name`; None when no lottery was drawn for it here.
    """

    application: Application
    rank: int
    place: int
    drawn: int | None
    round_name: str

    @property
    def because(self) -> str:
        """Why it stands there, in words."""
        if self.drawn is not None:
            return _("Place %(n)d in the order of “%(round)s”") % {"n": self.drawn, "round": self.round_name}
        submitted = self.application.submitted_at or self.application.created_at
        return _("Submitted on %(day)s") % {"day": written_date(submitted.date())}


@dataclass(frozen=True)
class Chance:
    """Whether a waiter could have a seat now: on which dates, or every reason why not."""

    waiter: Waiter
    period: Period | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class AwaitedOpening:
    """An opening for which somebody waits."""

    opening: Opening
    waiting: int
    free: int
    is_automatic: bool


@dataclass(frozen=True)
class OwnPlace:
    """A student's own place in the line for one of their choices."""

    opening: Opening
    waiter: Waiter
    waiting: int


def lines_for(opening_ids: Collection[UUID]) -> dict[UUID, list[Waiter]]:
    """Those who wait for each of these openings, the next one first; a constant number of queries.

    Whoever was in the last published round that drew a lottery for the opening comes first, by their place in
    it; then all others, by the moment they submitted. Who declined or lost a place in an opening has had their
    turn there.
    """
    choices: dict[UUID, list[Preference]] = defaultdict(list)
    rows = Preference.objects.filter(opening__in=opening_ids, application__state=ApplicationState.WAITING)
    for choice in rows.select_related("application__student__person"):
        choices[choice.opening_id].append(choice)
    had = set(
        Placement.objects.filter(opening__in=opening_ids, state__in=ENDED_EARLY).values_list(
            "opening_id", "application_id"
        )
    )
    drawn = _drawn(opening_ids)
    return {
        opening_id: _in_order(
            [choice for choice in choices[opening_id] if (opening_id, choice.application_id) not in had],
            drawn.get(opening_id, {}),
        )
        for opening_id in opening_ids
    }


def line_for(opening: Opening) -> list[Waiter]:
    """Those who wait for this opening, the next one first."""
    return lines_for([opening.pk])[opening.pk]


def count_waiting(opening: Opening) -> int:
    """How many wait for this opening."""
    return len(line_for(opening))


def chances(opening: Opening, now: datetime) -> list[Chance]:
    """Everybody in line, each with the dates they could have now or the reasons why none."""
    line = line_for(opening)
    seekers = seats.seekers_of([waiter.application for waiter in line], now)
    place, observe = seats.place_of(opening, now), seats.graduates_observe(the_programme())
    taken, reserved = seats.seats_by_opening([opening], now).get(opening.pk, []), reserved_at([opening.pk])
    kept = reserved.get(opening.pk, ())
    found = []
    for waiter in line:
        seeker = seekers[waiter.application.pk]
        reasons = [*rules.why_not_here(seeker, place, graduates_observe=observe), *rules.why_no_dates(seeker, place)]
        fitting = [] if reasons else list(rules.periods_that_fit(seeker, place))
        period = seats.first_with_seat(fitting, opening, taken, reserved=kept)
        if not reasons and period is None:
            is_given = seats.first_with_seat(fitting, opening, taken) is not None
            reasons.append(BEING_GIVEN if is_given else rules.NO_SEAT_LEFT)
        found.append(Chance(waiter, period, tuple(reasons)))
    return found


def freed_while_reserved(round: Round) -> list[UUID]:
    """Openings of the round where a seat became free after it was computed: it was kept from those who wait."""
    freed = Placement.objects.filter(opening=OuterRef("pk"), ended_at__gte=round.ran_at)
    listed = Opening.objects.filter(preferences__application__round_entries__round=round)
    return list(listed.filter(Exists(freed)).distinct().values_list("pk", flat=True))


def awaited_openings(now: datetime) -> list[AwaitedOpening]:
    """Every opening ahead for which somebody waits, the earliest first."""
    wanted = Preference.objects.filter(application__state=ApplicationState.WAITING).values("opening_id")
    rows = Opening.objects.filter(pk__in=wanted, closed_at=None, period__startswith__gt=now.date())
    openings = list(rows.select_related("offering__site").order_by("period", "offering__title"))
    lines = lines_for([opening.pk for opening in openings])
    free = seats.free_seats_at(openings, now)
    by_hand = set(WaitingList.objects.filter(is_automatic=False).values_list("opening_id", flat=True))
    return [
        AwaitedOpening(each, len(lines[each.pk]), free[each.pk], each.pk not in by_hand)
        for each in openings
        if lines[each.pk]
    ]


def own_places(application: Application) -> list[OwnPlace]:
    """Where a waiting application stands in line, for each of its choices that is ahead; its own order."""
    choices = application.preferences.select_related("opening__offering__site").filter(opening__closed_at=None)
    openings = [choice.opening for choice in choices.order_by("rank")]
    lines = lines_for([opening.pk for opening in openings])
    return [
        OwnPlace(opening, waiter, len(lines[opening.pk]))
        for opening in openings
        for waiter in lines[opening.pk]
        if waiter.application.pk == application.pk
    ]


def is_automatic(opening_id: UUID) -> bool:
    """Whether freed seats of this opening go to the next in line without the office."""
    return not WaitingList.objects.filter(opening=opening_id, is_automatic=False).exists()


def frees_a_seat_for_others(placement: Placement) -> bool:
    """Whether somebody waits for the seat that this ended placement had. A host that said no is not asked."""
    if placement.state == PlacementState.CANCELLED and placement.ended_by == EndedBy.HOST:
        return False
    waiting = Preference.objects.filter(
        opening=placement.opening_id, application__state=ApplicationState.WAITING
    )  # fmt: skip
    return waiting.exclude(application=placement.application_id).exists() and is_automatic(placement.opening_id)


def _drawn(opening_ids: Collection[UUID]) -> dict[UUID, dict[UUID, tuple[int, str]]]:
    """For each opening, by application: place in the lottery of the last published round that drew one there."""
    rows = Outcome.objects.filter(
        Q(entry__round__state=RoundState.PUBLISHED) | Q(entry__round__state=RoundState.CLOSED),
        preference__opening__in=opening_ids,
        entry__round__kind=Round.Kind.RANKED,
        detail__place__isnull=False,
    ).order_by("entry__round__published_at")
    last: dict[UUID, UUID] = {}
    found: dict[UUID, dict[UUID, tuple[int, str]]] = {}
    for opening_id, round_id, name, application_id, place in rows.values_list(
        "preference__opening_id", "entry__round_id", "entry__round__name", "entry__application_id", "detail__place"
    ):
        if last.get(opening_id) != round_id:
            last[opening_id], found[opening_id] = round_id, {}
        if place is not None:
            found[opening_id][application_id] = (place, name)
    return found


def _in_order(choices: list[Preference], drawn: dict[UUID, tuple[int, str]]) -> list[Waiter]:
    def key(choice: Preference) -> tuple[bool, int, datetime, UUID]:
        application = choice.application
        place = drawn.get(application.pk)
        submitted = application.submitted_at or application.created_at
        return (place is None, place[0] if place else 0, submitted, application.pk)

    return [
        Waiter(choice.application, choice.rank, number, *drawn.get(choice.application_id, (None, "")))
        for number, choice in enumerate(sorted(choices, key=key), start=1)
    ]
