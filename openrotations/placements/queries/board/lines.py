"""The lines of the board: an offering with its seats week by week, or a student with their windows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from openrotations.applications.models import Application
from openrotations.catalogue.models import Offering, Opening
from openrotations.common.periods import WEEK, Period
from openrotations.hosts.models import Site
from openrotations.placements.queries.board.stays import Stay
from openrotations.schools.models import Student


@dataclass(frozen=True)
class Stretch:
    """Weeks in a row in which as many seats of an opening are taken; closed where a day of them is."""

    dates: Period
    taken: int
    seats: int
    is_closed: bool = False

    @property
    def free(self) -> int:
        """Seats that can still be given; none once the opening is closed."""
        return 0 if self.is_closed else max(0, self.seats - self.taken)

    @property
    def kind(self) -> str:
        """How it looks: over, closed, full, or with room."""
        if self.taken > self.seats:
            return "over"
        return "closed" if self.is_closed else "room" if self.free else "full"


@dataclass(frozen=True)
class OfferingLine:
    """An offering: its openings in these weeks, how full they are, and who comes. What is over is not free."""

    offering: Offering
    today: date
    openings: list[Opening]
    stretches: list[Stretch]
    stays: list[Stay]

    @property
    def free(self) -> int:
        """Seats times weeks that can still be given: what has begun is counted from today."""
        ahead = [stretch for stretch in self.stretches if stretch.free and stretch.dates.last >= self.today]
        return sum(each.free * Period(max(each.dates.first, self.today), each.dates.last).weeks for each in ahead)

    @property
    def seat_weeks(self) -> int:
        """Seats times weeks, taken or not."""
        return sum(stretch.seats * stretch.dates.weeks for stretch in self.stretches)

    @property
    def taken(self) -> int:
        """Seats times weeks that are taken."""
        return sum(stretch.taken * stretch.dates.weeks for stretch in self.stretches)


@dataclass(frozen=True)
class SiteGroup:
    """A site with its offerings."""

    site: Site
    lines: list[OfferingLine]


@dataclass(frozen=True)
class StudentLine:
    """A student: the approved windows, where they are, and how many weeks they wanted."""

    student: Student
    windows: list[Period]
    stays: list[Stay]
    application: Application | None = None

    @property
    def placed(self) -> int:
        """Weeks given to the application that is under way; without one, all weeks."""
        mine = (stay for stay in self.stays if self.application is None or stay.application_id == self.application.pk)
        return sum(stay.dates.weeks for stay in mine)

    @property
    def wanted(self) -> int:
        """Weeks wanted in all; 0 where nothing was said."""
        return (self.application.weeks_wanted or 0) if self.application else 0

    @property
    def left(self) -> int:
        """Weeks still wanted."""
        return max(0, self.wanted - self.placed)


def site_groups(openings: Sequence[Opening], stays: Sequence[Stay], shown: Period, today: date) -> list[SiteGroup]:
    """The offerings of these openings by site, as they are in the weeks shown. Stays may lie at other openings too."""
    coming: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in stays:
        if stay.dates.overlaps(shown):
            coming[stay.opening.pk].append(stay)
    ordered = sorted(openings, key=_by_site)
    return [
        SiteGroup(
            rows[0].offering.site,
            [_line(list(of_one), coming, shown, today) for _pk, of_one in _by_offering(rows)],
        )
        for rows in (list(rows) for _pk, rows in groupby(ordered, key=lambda each: each.offering.site_id))
    ]


def most_at_once(taken: Sequence[Period], within: Period) -> int:
    """How many of these periods share a day with each other and with `within`, on the fullest day."""
    near = [each for each in taken if each.overlaps(within)]
    if len(near) < 2:
        return len(near)
    days = {max(each.first, within.first) for each in near}
    return max(sum(each.first <= day <= each.last for each in near) for day in days)


def stretches_of(opening: Opening, taken: Sequence[Period], shown: Period) -> list[Stretch]:
    """The part of the opening that is shown, week by week, weeks with as many seats taken put together.

    Wants the opening's closures.
    """
    dates, is_closed, closed_days = opening.dates, opening.closed_at is not None, opening.closed_days
    weeks: list[tuple[Period, int, bool]] = []
    monday = max(shown.first, dates.first - timedelta(days=dates.first.weekday()))
    last = min(shown.last, dates.last)
    while monday <= last:
        week = Period(max(monday, dates.first), min(monday + timedelta(days=6), last))
        shut = is_closed or any(days.overlaps(week) for days in closed_days)
        weeks.append((week, most_at_once(taken, week), shut))
        monday += WEEK
    return [
        Stretch(Period(alike[0][0].first, alike[-1][0].last), count, opening.seats, shut)
        for (count, shut), alike in ((key, list(rows)) for key, rows in groupby(weeks, key=lambda each: each[1:]))
    ]


def _line(openings: list[Opening], coming: dict[UUID, list[Stay]], shown: Period, today: date) -> OfferingLine:
    stays = [stay for opening in openings for stay in coming.get(opening.pk, ())]
    stretches = [
        stretch
        for opening in openings
        for stretch in stretches_of(opening, [stay.dates for stay in coming.get(opening.pk, ())], shown)
    ]
    return OfferingLine(openings[0].offering, today, openings, stretches, sorted(stays, key=lambda stay: stay.dates))


def _by_site(opening: Opening) -> tuple[str, str, str, str, Period]:
    offering = opening.offering
    return offering.site.name, str(offering.site_id), offering.title, str(offering.pk), opening.dates


def _by_offering(openings: Sequence[Opening]) -> "groupby[UUID, Opening]":
    return groupby(openings, key=lambda each: each.offering_id)
