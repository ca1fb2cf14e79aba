"""The clock, day by day over a year: nobody is on site with a lapsed paper, no reminder is missed or doubled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from openrotations.common.periods import Period
from openrotations.documents.validity import Standing
from openrotations.onboarding.rules import STAGES, stages_due
from openrotations.onboarding.standard import Asked
from openrotations.onboarding.tests.a_year import Paper, Year, judge_through_the_last_day


def test_a_year_of_a_thousand_students() -> None:
    year = Year(students=1000)
    faults = {name: count for name, count in year.run().items() if count}
    assert faults == {}
    assert year.seen["started"] > 300 and year.seen["not started"] > 50
    assert year.seen["days on site"] > 10_000 and year.seen["longer stays"] > 20 and year.seen["reminders"] > 1000


def test_twin_judged_by_the_first_day_only_students_are_on_site_with_lapsed_papers() -> None:
    def by_day_one(asked: Asked, papers: Sequence[Paper], dates: Period) -> Standing:
        return judge_through_the_last_day(asked, papers, Period(dates.first, dates.first))

    assert Year(students=150, judge=by_day_one).run()["on site with a lapsed paper"] > 0


def test_twin_without_the_sites_own_window_students_are_on_site_with_papers_too_old() -> None:
    def of_any_age(asked: Asked, papers: Sequence[Paper], dates: Period) -> Standing:
        return judge_through_the_last_day(replace(asked, not_older_than_days=None), papers, dates)

    assert Year(students=150, judge=of_any_age).run()["on site with a lapsed paper"] > 0


def test_twin_without_the_sites_amounts_students_are_on_site_with_too_little_insurance() -> None:
    def of_any_sum(asked: Asked, papers: Sequence[Paper], dates: Period) -> Standing:
        return judge_through_the_last_day(replace(asked, amounts={}), papers, dates)

    assert Year(students=150, judge=of_any_sum).run()["on site with a lapsed paper"] > 0


def test_twin_without_a_memory_reminders_are_doubled() -> None:
    def forgetful(for_on: date, *, told_on: date, today: date, settled: object) -> list[int]:
        return stages_due(for_on, told_on=told_on, today=today, settled=())

    assert Year(students=100, stages=forgetful).run()["reminder doubled"] > 0


def test_twin_on_the_very_day_only_reminders_are_missed() -> None:
    def punctual(for_on: date, *, told_on: date, today: date, settled: object) -> list[int]:
        return [stage for stage in STAGES if today == for_on - timedelta(days=stage) and told_on < today]

    assert Year(students=100, stages=punctual).run()["reminder missed"] > 0
