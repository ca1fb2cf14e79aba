"""Reading the catalogue: what is offered, when, to whom, and how many seats are left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from openrotations.catalogue import rules
from openrotations.catalogue.models import Offering, Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.hosts.models import Preceptor, Site
from openrotations.office.queries import programme_or_none
from openrotations.schools.models import Student

type SeatCounter = Callable[[Sequence[Opening]], Mapping[UUID, int]]
_seat_counters: list[SeatCounter] = []


@dataclass(frozen=True)
class Wanted:
    """Which offerings somebody looks for; what is empty does not matter."""

    specialty: str = ""
    state: str = ""
    participation: str = ""
    setting: str = ""
    status: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether everything matches."""
        return self == Wanted()


@dataclass(frozen=True)
class Price:
    """What so many weeks cost in all."""

    weeks: int
    total: Decimal


@dataclass(frozen=True)
class Fit:
    """An opening as one student sees it: seats still free, and every reason why they cannot have it."""

    opening: Opening
    free: int
    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reasons

    @property
    def codes(self) -> set[str]:
        """The codes of the reasons."""
        return {reason.code for reason in self.reasons}


@dataclass(frozen=True)
class Left:
    """An opening with the seats still free in it."""

    opening: Opening
    free: int


@dataclass(frozen=True)
class Card:
    """An offering in the catalogue: its openings that lie ahead, and its lowest total price."""

    offering: Offering
    coming: tuple[Left, ...]
    least: Price

    @property
    def seats_left(self) -> int:
        """Free seats in all openings that lie ahead."""
        return sum(left.free for left in self.coming)


def register_seat_counter(counter: SeatCounter) -> None:
    """Let a package above count: `counter(openings)` gives opening id -> seats still free. The last one counts."""
    _seat_counters.append(counter)


def free_seats(openings: Sequence[Opening]) -> dict[UUID, int]:
    """Seats still free in each opening; all of them as long as nobody registered a counter. Loads closures."""
    prefetch_related_objects(openings, "closures")
    seats = {opening.pk: opening.seats for opening in openings}
    found = {**seats, **_seat_counters[-1](openings)} if _seat_counters and openings else seats
    return {each.pk: 0 if is_closed_throughout(each) else found[each.pk] for each in openings}


def is_closed_throughout(opening: Opening) -> bool:
    """Whether its closed days leave too few weeks in a row for anybody. Wants its offering and closures."""
    closed = opening.closed_days
    return bool(closed) and not rules.is_long_enough(opening.dates.without(closed), opening.offering.min_weeks)


def seats_left(openings: Sequence[Opening]) -> list[Left]:
    """The openings with their free seats, in their order."""
    free = free_seats(openings)
    return [Left(opening, free[opening.pk]) for opening in openings]


def cards_of(offerings: Sequence[Offering]) -> list[Card]:
    """Offerings that came from `with_coming` as cards, in their order."""
    free = free_seats([opening for offering in offerings for opening in _coming(offering)])
    return [
        Card(
            offering,
            tuple(Left(opening, free[opening.pk]) for opening in _coming(offering)),
            prices_of(offering)[0],
        )
        for offering in offerings
    ]


def _coming(offering: Offering) -> list[Opening]:
    coming: list[Opening] = offering.coming  # type: ignore[attr-defined]  # from the prefetch of with_coming
    return coming


def offerings_wanted(wanted: Wanted, today: date) -> QuerySet[Offering]:
    """Published offerings that match, with site, preceptor and the openings that lie ahead (`coming`)."""
    found = Offering.objects.filter(is_published=True).filter(**_plain_filters(wanted))
    if wanted.status == Student.Status.GRADUATE and graduates_may() != "hands_on":
        found = found.filter(participation=Offering.Participation.OBSERVATION)
    if wanted.starts_on or wanted.ends_on:
        first = wanted.starts_on or today
        period = Period(first, max(first, wanted.ends_on or first + timedelta(days=3650)))
        inside = Opening.objects.filter(offering=OuterRef("pk"), closed_at=None, period__overlap=period.stored)
        found = found.filter(Exists(inside))
    return with_coming(found, today)


def with_coming(offerings: QuerySet[Offering], today: date) -> QuerySet[Offering]:
    """The same offerings, each with its openings that are open and lie ahead as `coming`."""
    ahead = Opening.objects.filter(closed_at=None, period__startswith__gt=today).order_by("period")
    return offerings.select_related("site", "preceptor").prefetch_related(
        Prefetch("openings", queryset=ahead, to_attr="coming")
    )


def offerings_like(text: str = "", published: str = "") -> QuerySet[Offering]:
    """All offerings, for the office: those whose title, site or preceptor holds the text."""
    found = Offering.objects.select_related("site", "preceptor").prefetch_related("openings")
    if text:
        named = Q(title__icontains=text) | Q(site__name__icontains=text) | Q(preceptor__full_name__icontains=text)
        found = found.filter(named)
    if published:
        found = found.filter(is_published=published == "yes")
    return found


def openings_of(offering: Offering) -> QuerySet[Opening]:
    """All openings of an offering in order of time, closed and past ones included."""
    return offering.openings.order_by("period")


def openings_ahead(offering: Offering, today: date) -> QuerySet[Opening]:
    """Openings of an offering that are open and start after today."""
    return openings_of(offering).filter(closed_at=None, period__startswith__gt=today)


def openings_in(offering: Offering, period: Period) -> QuerySet[Opening]:
    """Openings of an offering that share a day with the period."""
    return offering.openings.filter(period__overlap=period.stored)


def openings_fitting(
    student: Student,
    windows: Sequence[Period],
    *,
    today: date,
    weeks_wanted: int | None = None,
    may_take_part: bool = False,
) -> list[Fit]:
    """Every opening that lies ahead, with every reason why this student cannot have it, if there is one.

    `windows` are the student's open windows; `may_take_part`: a graduate who need not only observe. Those that fit have
    no reasons.
    """
    openings = list(
        Opening.objects.filter(closed_at=None, period__startswith__gt=today, offering__is_published=True)
        .select_related("offering__site", "offering__preceptor")
        .order_by("offering__specialty", "offering__title", "period")
    )
    return fits_of(openings, student, windows, today=today, weeks_wanted=weeks_wanted, may_take_part=may_take_part)


def fits_of(
    openings: Sequence[Opening],
    student: Student,
    windows: Sequence[Period],
    *,
    today: date,
    weeks_wanted: int | None = None,
    may_take_part: bool = False,
    free: Mapping[UUID, int] | None = None,
    policy: str = "",
) -> list[Fit]:
    """The same for these openings only, in their order; their offerings are loaded.

    Who asks for many students has counted the `free` seats, and read the `policy` on graduates, once for all.
    """
    free = free_seats(openings) if free is None else free
    policy = "hands_on" if may_take_part else policy or graduates_may()
    return [
        Fit(
            opening,
            free[opening.pk],
            tuple(
                rules.why_not_choose(
                    opening.dates,
                    is_offered=opening.offering.is_published and opening.closed_at is None,
                    hands_on=opening.offering.hands_on,
                    least_weeks=opening.offering.min_weeks,
                    windows=windows,
                    status=student.status,
                    graduates_may=policy,
                    free=free[opening.pk],
                    weeks_wanted=weeks_wanted,
                    today=today,
                    closed=opening.closed_days,
                )
            ),
        )
        for opening in openings
    ]


def prices_of(offering: Offering) -> list[Price]:
    """The total price of every length that the offering allows, in USD."""
    lengths = range(offering.min_weeks, offering.max_weeks + 1)
    return [Price(weeks, offering.price_per_week * weeks) for weeks in lengths]


def specialties() -> list[str]:
    """Specialties of published offerings, in order."""
    found = Offering.objects.filter(is_published=True).order_by("specialty")
    return list(found.values_list("specialty", flat=True).distinct())


def states_offered() -> list[str]:
    """Codes of the states in which something is offered."""
    found = Offering.objects.filter(is_published=True).order_by("site__state")
    return list(found.values_list("site__state", flat=True).distinct())


def graduates_may() -> str:
    """What the programme lets graduates do: observe or hands_on; observe before the office is set up."""
    programme = programme_or_none()
    return programme.graduates_may if programme else "observe"


def works_at(preceptor: Preceptor, site: Site) -> bool:
    """Whether the preceptor works at the site."""
    return preceptor.sites.filter(pk=site.pk).exists()


def has_twin(offering: Offering) -> bool:
    """Whether another offering has the same preceptor, site and title."""
    same = Offering.objects.filter(preceptor_id=offering.preceptor_id, site_id=offering.site_id, title=offering.title)
    return same.exclude(pk=offering.pk).exists()


def _plain_filters(wanted: Wanted) -> dict[str, str]:
    filters = {
        "specialty": wanted.specialty,
        "site__state": wanted.state,
        "participation": wanted.participation,
    }
    found = {name: value for name, value in filters.items() if value}
    if wanted.setting:
        found["setting"] = wanted.setting
    return found
