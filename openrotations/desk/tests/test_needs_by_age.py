"""The office's queue under its headings: what is late comes first, and nothing is lost on the way."""

from datetime import date, timedelta

from openrotations.common.turns import Need
from openrotations.desk.queries.office import by_age

TODAY = date(2027, 1, 20)


def need(about: str, *, waits: int, due_in: int | None = None) -> Need:
    """A need that waits so many days and is due in so many, if at all."""
    until = None if due_in is None else TODAY + timedelta(days=due_in)
    return Need("check", "Check it.", about, TODAY - timedelta(days=waits), "/", until)


def test_needs_stand_under_their_age_and_what_is_late_comes_first() -> None:
    needs = [need("old", waits=15), need("late", waits=9, due_in=-1), need("older", waits=8), need("new", waits=7)]
    assert [(heading, [row.about for row in rows]) for heading, rows in by_age(needs, TODAY)] == [
        ("Late", ["late"]),
        ("Waiting for more than two weeks", ["old"]),
        ("Waiting for more than a week", ["older"]),
        ("New this week", ["new"]),
    ]


def test_a_heading_without_needs_is_left_out() -> None:
    assert [heading for heading, _ in by_age([need("today", waits=0, due_in=0)], TODAY)] == ["New this week"]
