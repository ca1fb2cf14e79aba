"""Whatever people do, in whatever order: the invariants of a placement hold after every step."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from openrotations.applications.actions import withdraw_application
from openrotations.applications.models import Application
from openrotations.applications.states import APPLICATION_MOVES
from openrotations.applications.tests.factories import make_application
from openrotations.audit.models import ChainLink, Entry
from openrotations.audit.queries import chain_faults
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.states import HOLDING, PLACEMENT_MOVES, PlacementState
from openrotations.placements.tests.factories import office_hours
from openrotations.placements.tests.races import race

WORKER_EVERY = timedelta(seconds=20)
PERIODS = (
    Period.of_weeks(date(2027, 1, 4), 4),
    Period.of_weeks(date(2027, 1, 18), 4),
    Period.of_weeks(date(2027, 2, 22), 4),
)


class Placements(RuleBasedStateMachine):
    """Four students, three openings with four seats in all, one host that may be silent, and a clock."""

    @initialize()
    def open_office(self) -> None:
        make_programme(hold_hours=72)
        self.now = office_hours()
        self.openings = [make_opening(period, seats) for period, seats in zip(PERIODS, (2, 1, 1), strict=True)]
        for opening in self.openings:
            make_host_coordinator(opening.offering.site)
        self.applications = [make_application(*self.openings, weeks_wanted=8) for _ in range(4)]
        link = ChainLink.objects.order_by("-number").first()
        self.number, self.hash = (link.number, link.hash) if link else (0, "")

    @rule(who=st.integers(0, 3), where=st.integers(0, 2))
    def take_a_free_seat(self, who: int, where: int) -> None:
        self.try_to(lambda: actions.take_free_seat(*self.pair(who, where), by=PROGRAM, now=self.now))

    @rule(who=st.integers(0, 3), where=st.integers(0, 2))
    def the_office_offers_and_all_agree(self, who: int, where: int) -> None:
        application, opening = self.pair(who, where)
        self.try_to(lambda: actions.offer_seat(application, opening, opening.dates, by=PROGRAM, now=self.now))
        self.a_student_accepts(who)
        self.a_host_confirms(who)

    @rule(where=st.integers(0, 2))
    def everybody_takes_one_opening_at_once(self, where: int) -> None:
        pairs = [self.pair(who, where) for who in range(4)]
        race([lambda pair=pair: actions.take_free_seat(*pair, by=PROGRAM, now=self.now) for pair in pairs])  # type: ignore[misc]

    @rule(number=st.integers(0, 9))
    def a_student_accepts(self, number: int) -> None:
        self.on(number, PlacementState.OFFERED, lambda row: actions.accept_placement(row, by=PROGRAM, now=self.now))

    @rule(number=st.integers(0, 9))
    def a_student_declines(self, number: int) -> None:
        self.on(number, PlacementState.OFFERED, lambda row: actions.decline_placement(row, by=PROGRAM, now=self.now))

    @rule(number=st.integers(0, 9))
    def a_host_confirms(self, number: int) -> None:
        def confirm(row: Placement) -> None:
            coordinator = row.offering.site.coordinators.get()
            actions.confirm_placement(row, coordinator=coordinator, by=PROGRAM, now=self.now)

        self.on(number, PlacementState.ACCEPTED, confirm)

    @rule(number=st.integers(0, 9))
    def a_host_refuses(self, number: int) -> None:
        self.on(
            number,
            PlacementState.ACCEPTED,
            lambda row: actions.refuse_placement(row, because="On leave", by=PROGRAM, now=self.now),
        )

    @rule(number=st.integers(0, 9))
    def the_office_clears(self, number: int) -> None:
        self.on(number, PlacementState.CONFIRMED, lambda row: actions.clear_placement(row, by=PROGRAM, now=self.now))

    @rule(number=st.integers(0, 9))
    def a_student_arrives(self, number: int) -> None:
        self.on(number, PlacementState.CLEARED, lambda row: actions.start_placement(row, by=PROGRAM, now=self.now))

    @rule(number=st.integers(0, 9))
    def day_one_of_a_cleared_placement_comes(self, number: int) -> None:
        cleared = self.rows().filter(state=PlacementState.CLEARED).order_by("created_at")
        if cleared:
            first = cleared[number % len(cleared)].dates.first
            self.pass_time(datetime.combine(first, self.now.timetz()) - self.now)
            self.a_student_arrives(number)

    @rule(number=st.integers(0, 9))
    def somebody_cancels(self, number: int) -> None:
        self.on(number, None, lambda row: actions.cancel_placement(row, because="No visa", by=PROGRAM, now=self.now))

    @rule(who=st.integers(0, 3))
    def a_student_withdraws(self, who: int) -> None:
        self.try_to(lambda: withdraw_application(self.applications[who], by=PROGRAM, now=self.now))

    @rule(hours=st.integers(1, 40))
    def hours_pass(self, hours: int) -> None:
        self.pass_time(timedelta(hours=hours))

    @rule(days=st.integers(2, 12))
    def days_pass(self, days: int) -> None:
        self.pass_time(timedelta(days=days))

    @invariant()
    def no_seat_and_no_student_twice_on_one_day(self) -> None:
        days: Counter[object] = Counter()
        for row in self.rows().filter(state__in=HOLDING).select_related("opening"):
            assert 1 <= row.seat <= row.opening.seats and row.opening.dates.contains(row.dates)
            days.update((row.offering_id, row.seat, day) for day in row.dates)
            days.update((row.student_id, day) for day in row.dates)
        assert all(count == 1 for count in days.values())

    @invariant()
    def every_move_is_legal_and_has_its_one_entry(self) -> None:
        moves: dict[str, list[tuple[str, str]]] = defaultdict(list)
        kinds = ("placements.placement", "applications.application")
        for entry in Entry.objects.filter(subject_kind__in=kinds).order_by("id"):
            details = json.loads(entry.body)["details"]
            if "new" in details:
                moves[entry.subject_id].append((details.get("old", ""), details["new"]))
        for row in self.rows():
            told = moves[str(row.pk)]
            assert told[0][0] == "" and told[-1][1] == row.state
            assert all(before[1] == after[0] for before, after in pairwise(told))
            assert all(PLACEMENT_MOVES.allows(*move) for move in told[1:])
        for application in Application.objects.filter(pk__in=[row.pk for row in self.applications]):
            told = [move for move in moves[str(application.pk)] if move[0] != move[1]]
            assert all(APPLICATION_MOVES.allows(*move) for move in told)

    @invariant()
    def the_chain_is_whole(self) -> None:
        for link in ChainLink.objects.filter(number__gt=self.number).select_related("entry").order_by("number"):
            assert link.number == self.number + 1
            assert hashlib.sha256(f"{self.hash}\n{link.entry.body}".encode()).hexdigest() == link.hash
            self.number, self.hash = link.number, link.hash
        assert ChainLink.objects.count() == Entry.objects.count() == self.number

    @invariant()
    def no_hold_outlives_its_time_by_a_minute(self) -> None:
        late = self.now - timedelta(seconds=60)
        assert not self.rows().filter(state=PlacementState.OFFERED, held_until__lt=late).exists()

    def teardown(self) -> None:
        assert list(chain_faults()) == []

    def pair(self, who: int, where: int) -> tuple[Application, Opening]:
        return Application.objects.get(pk=self.applications[who].pk), self.openings[where]

    def rows(self) -> QuerySet[Placement]:
        return Placement.objects.filter(offering__in=[opening.offering for opening in self.openings])

    def on(self, number: int, state: str | None, do: Callable[[Placement], object]) -> None:
        """Do it to a placement in this state; to any other where none is, which must be refused whole."""
        rows = list(self.rows().order_by("created_at"))
        rows = [row for row in rows if row.state == state] or rows
        if rows:
            self.try_to(lambda: do(rows[number % len(rows)]))

    def try_to(self, do: Callable[[], object]) -> None:
        before = Entry.objects.count()
        try:
            do()
        except Refused:
            assert Entry.objects.count() == before, "a refusal saves nothing"

    def pass_time(self, span: timedelta) -> None:
        """Time goes by, and the worker does what it does by the clock, day after day."""
        until: datetime = self.now + span
        while self.now < until:
            self.now = min(self.now + timedelta(days=1), until)
            actions.expire_due_offers(self.now + WORKER_EVERY)
            actions.remind_and_release_silent_hosts(self.now)
            actions.complete_due_placements(self.now)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_placements_hold_their_invariants_whatever_happens() -> None:
    run_state_machine_as_test(
        Placements,
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
