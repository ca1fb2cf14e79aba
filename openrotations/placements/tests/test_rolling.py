"""The best plan that one student can have now: what is shown, what is held, and what never is."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.audit.queries import entries_about
from openrotations.catalogue.models import Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_site
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.planner.cohort.plain import best_plans
from openrotations.placements.plans.rolling import Block, plan_from
from openrotations.placements.queries import rolling as queries
from openrotations.placements.queries.reserved import reserved_at
from openrotations.placements.queries.rolling import PlanNow, PlansNow, plans_now
from openrotations.placements.states import PlacementState, RoundState
from openrotations.placements.tests.cohorts import apply_for, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, make_round, office_hours
from openrotations.placements.tests.test_reserved import in_round

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WINTER = Period(date(2027, 1, 1), date(2027, 3, 31))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def two_for_eight_weeks() -> tuple[Opening, Opening]:
    return opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)


def now(application: Application, want: str = "weeks") -> PlansNow:
    return plans_now(application, want, NOW)


def blocks(plan: PlanNow) -> list[Block]:
    return [rotation.block for rotation in plan.rotations]


def openings_of(plan: PlanNow) -> list[Opening]:
    return [rotation.preference.opening for rotation in plan.rotations]


def hold(application: Application, plan: Sequence[Block]) -> list[Placement]:
    return actions.hold_plan(application, plan, by=PROGRAM, now=NOW)


def refusal(application: Application, plan: Sequence[Block]) -> list[str]:
    with pytest.raises(Refused) as refused:
        hold(application, plan)
    assert not Placement.objects.filter(application=application).exists()
    return [reason.code for reason in refused.value.reasons]


def test_the_plan_with_all_weeks_comes_first_with_what_it_is_made_of() -> None:
    first, second = two_for_eight_weeks()
    application = apply_for(second, first, weeks=8, window=WINTER)
    for _ in range(2):
        apply_for(first, weeks=4, window=WINTER, state=ApplicationState.WAITING)
    best = now(application).plans[0]
    assert openings_of(best) == [first, second]
    assert [each.preference.rank for each in best.rotations] == [2, 1]
    assert [(each.left, each.others) for each in best.rotations] == [(1, 2), (1, 0)]
    assert (best.weeks, best.wanted, best.price) == (8, 8, sum(each.price for each in best.rotations))
    assert best.moves == 0


def test_what_matters_to_the_student_changes_what_comes_first() -> None:
    dear = opening_of_weeks(JANUARY, 4, price_per_week=Decimal(900), min_weeks=4)
    cheap = opening_of_weeks(JANUARY, 4, price_per_week=Decimal(100), min_weeks=4)
    ranked = apply_for(dear, cheap, weeks=4, window=WINTER)
    assert openings_of(now(ranked).plans[0]) == [dear]
    assert openings_of(now(ranked, "price").plans[0]) == [cheap]
    between = opening_of_weeks(JANUARY + timedelta(weeks=2), 4, min_weeks=4)
    after = opening_of_weeks(FEBRUARY, 4, min_weeks=4)
    keen = apply_for(between, dear, after, weeks=8, window=Period.of_weeks(JANUARY, 8))
    assert now(keen).plans[0].weeks == 8
    assert openings_of(now(keen, "choices").plans[0]) == [between]


def test_plans_of_other_openings_come_before_other_dates_of_the_same() -> None:
    long, other = opening_of_weeks(JANUARY, 12), opening_of_weeks(JANUARY, 4)
    found = now(apply_for(long, other, weeks=4, window=WINTER)).plans
    assert [set(openings_of(plan)) for plan in found[:3]] == [{long}, {long, other}, {other}]


def test_a_list_too_long_for_the_plain_search_gets_the_same_from_the_compiled_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    application = apply_for(*two_for_eight_weeks(), opening_of_weeks(JANUARY, 8), weeks=8, window=WINTER)
    plain = [
        (plan.weeks, plan.price, [each.preference.rank for each in plan.rotations]) for plan in now(application).plans
    ]
    monkeypatch.setattr(queries, "best_plans", partial(best_plans, patience=1))
    found = [
        (plan.weeks, plan.price, [each.preference.rank for each in plan.rotations]) for plan in now(application).plans
    ]
    assert found[0] == plain[0] and {each[:2] for each in found} == {each[:2] for each in plain}


def test_a_choice_that_cannot_be_had_says_why() -> None:
    full, dear, late = (
        opening_of_weeks(JANUARY, 4),
        opening_of_weeks(JANUARY, 4, price_per_week=5000),
        two_for_eight_weeks()[1],
    )
    given, alone = opening_of_weeks(JANUARY, 4), opening_of_weeks(JANUARY, 2)
    make_placement(full)
    in_round(make_round(state=RoundState.CHECKED), given)
    window = Period.of_weeks(JANUARY, 4)
    application = apply_for(full, dear, late, given, alone, weeks=4, window=window, budget=Decimal(5000))
    found = now(application)
    assert found.plans == [] and found.is_being_given
    told = {wish.rank: [reason.code for reason in reasons] for wish, reasons in found.refused}
    assert told == {1: ["no-seat"], 2: ["budget"], 3: ["outside-windows"], 4: ["being-given"], 5: ["no-plan"]}


def test_holding_takes_every_seat_for_the_usual_hours_with_one_mail() -> None:
    first, second = two_for_eight_weeks()
    application = apply_for(first, second, weeks=8, window=WINTER)
    offers = hold(application, blocks(now(application).plans[0]))
    assert [offer.dates for offer in offers] == [first.dates, second.dates]
    assert {(offer.state, offer.round, offer.held_until) for offer in offers} == {
        (PlacementState.OFFERED, None, NOW + timedelta(hours=72))
    }
    assert [message.template for message in Message.objects.all()] == ["placements/mail/plan.txt"]
    application.refresh_from_db()
    assert application.state == ApplicationState.PLACED
    assert "hold_plan" in [entry.action for entry in entries_about(application)]


def test_a_held_plan_is_answered_together_and_in_part() -> None:
    first, second = two_for_eight_weeks()
    application = apply_for(first, second, weeks=8, window=WINTER)
    january, february = hold(application, blocks(now(application).plans[0]))
    actions.answer_plan(application, None, {february.pk}, by=PROGRAM, now=NOW)
    january.refresh_from_db()
    february.refresh_from_db()
    assert (january.state, february.state) == (PlacementState.DECLINED, PlacementState.ACCEPTED)
    assert february.host_asked_at == NOW


def test_when_one_seat_is_gone_nothing_is_held() -> None:
    first, second = two_for_eight_weeks()
    application = apply_for(first, second, weeks=8, window=WINTER)
    plan = blocks(now(application).plans[0])
    make_placement(second)
    assert refusal(application, plan) == ["no-seat"]
    assert Application.objects.get(pk=application.pk).state == ApplicationState.ELIGIBLE
    assert Message.objects.count() == 0


def test_what_a_round_began_to_give_meanwhile_is_not_held() -> None:
    first, second = two_for_eight_weeks()
    application = apply_for(first, second, weeks=8, window=WINTER)
    plan = blocks(now(application).plans[0])
    in_round(make_round(state=RoundState.RUNNING), second)
    assert refusal(application, plan) == ["being-given"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weeks_wanted": 6}, "not-as-wanted"),
        ({"budget": Decimal(100)}, "not-as-wanted"),
        ({"most_rotations": 1}, "not-as-wanted"),
        ({"most_moves": 0}, "not-as-wanted"),
        ({"state": ApplicationState.IN_ROUND}, "not-eligible"),
        ({"state": ApplicationState.PLACED}, "not-eligible"),
    ],
)
def test_what_the_student_wants_now_is_asked_again(change: dict[str, Any], code: str) -> None:
    elsewhere = opening_of_weeks(FEBRUARY, 4, site=make_site(city="Birchfield"))
    application = apply_for(opening_of_weeks(JANUARY, 4), elsewhere, weeks=8, window=WINTER)
    plan = blocks(now(application).plans[0])
    assert len(plan) == 2
    Application.objects.filter(pk=application.pk).update(**change)
    assert refusal(application, plan) == [code]


def test_a_plan_made_up_by_hand_is_not_held() -> None:
    first, second = two_for_eight_weeks()
    application = apply_for(first, weeks=8, window=WINTER)
    good = Block(first.pk, JANUARY, 4)
    assert refusal(application, []) == ["no-plan"]
    assert refusal(application, [good, Block(second.pk, FEBRUARY, 4)]) == ["not-listed"]
    assert refusal(application, [good, good]) == ["not-as-wanted"]
    for wrong in (
        Block(first.pk, JANUARY, 5),
        Block(first.pk, JANUARY + timedelta(days=1), 4),
        Block(first.pk, date.max, 4),
    ):
        assert refusal(application, [wrong]) == ["no-block"]
    first.closed_at = NOW
    first.save()
    assert refusal(application, [good]) == ["closed"]


@pytest.mark.parametrize("keys", [["nothing"], ["1.2.3"], [f"{Period!r}.2027-01-04.4"], ["a.b.c.d"]])
def test_what_cannot_be_read_is_no_plan(keys: list[str]) -> None:
    assert plan_from(keys) == []
    [block] = plan_from([Block(opening_of_weeks(JANUARY, 4).pk, JANUARY, 4).key])
    assert (block.monday, block.weeks) == (JANUARY, 4)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_held_breaks_a_rule_and_what_is_kept_stays(seed: int) -> None:
    """Students of a random small world hold one of their plans after the other; all is counted again."""
    chance = random.Random(seed)
    sites = [make_site(city=city) for city in ("Ashford", "Birchfield", "Cedarville")]
    openings = [
        opening_of_weeks(
            JANUARY + timedelta(weeks=chance.randint(0, 6)), chance.randint(2, 6), seats=chance.randint(1, 2),
            min_weeks=chance.randint(1, 2), price_per_week=Decimal(chance.randint(1, 6) * 100),
            site=chance.choice(sites),
        )
        for _ in range(7)
    ]  # fmt: skip
    in_round(make_round(state=RoundState.REVIEWED), *chance.sample(openings, 3))
    kept = reserved_at([opening.pk for opening in openings])
    holders = []
    for _ in range(7):
        first = JANUARY + timedelta(days=chance.randint(-3, 20))
        application = apply_for(
            *chance.sample(openings, chance.randint(2, 6)),
            weeks=chance.randint(4, 9),
            window=Period(first, first + timedelta(days=chance.randint(20, 80))),
            budget=chance.choice([None, Decimal(chance.randint(10, 40) * 100)]),
            most_moves=chance.choice([None, 0, 1]),
            most_rotations=chance.choice([None, 1, 2]),
        )
        found = now(application, chance.choice(["weeks", "choices", "price"])).plans
        if found:
            hold(application, blocks(chance.choice(found)))
            holders.append(application)
    assert holders
    for application in holders:
        assert list(broken_rules(application)) == []
    for opening in openings:
        for day in opening.dates:
            held = sum(day in set(row.dates) for row in Placement.objects.filter(opening=opening))
            reserved = sum(days.first <= day <= days.last for days in kept.get(opening.pk, ()))
            assert held == 0 or held + reserved <= opening.seats


def broken_rules(application: Application) -> list[str]:
    """Each rule counted anew from the rows."""
    rows = list(application.placements.select_related("offering__site", "opening").order_by("period"))
    weeks, price = sum(row.dates.weeks for row in rows), sum(row.price for row in rows)
    cities = [row.offering.site.city for row in rows]
    windows = [window.dates for window in application.student.windows.all()]
    listed = set(application.preferences.values_list("opening_id", flat=True))
    rules = {
        "weeks": 4 <= weeks <= (application.weeks_wanted or 0),
        "budget": application.budget is None or price <= application.budget,
        "moves": application.most_moves is None
        or sum(one != other for one, other in pairwise(cities)) <= application.most_moves,
        "rotations": application.most_rotations is None or len(rows) <= application.most_rotations,
        "overlap": all(one.dates.last < other.dates.first for one, other in pairwise(rows)),
        "windows": all(any(window.contains(row.dates) for window in windows) for row in rows),
        "openings": all(row.opening.dates.contains(row.dates) and row.opening_id in listed for row in rows),
        "lengths": all(row.offering.min_weeks <= row.dates.weeks <= row.offering.max_weeks for row in rows),
    }
    return [name for name, is_kept in rules.items() if not is_kept]
