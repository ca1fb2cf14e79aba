"""What the rules still want of placements that are to start, and a director's exception from one."""

from datetime import datetime, timedelta
from functools import partial

from openrotations.common.actors import PROGRAM, Actor
from openrotations.desk.demo.rows import Rows
from openrotations.onboarding.actions import except_from_rule, settle_by_rules
from openrotations.onboarding.models import Task
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

_ASKED_BEFORE = timedelta(hours=5)
_EXCEPTED_BEFORE = timedelta(hours=4)
_BECAUSE = "The registrar told me on the phone. The letter follows by post."


def ask_the_rules(rows: Rows) -> None:
    """The worker asks the rules as it does every day; the director lets one placement go on without an answer."""
    rows.diary.act(rows.midnight - _ASKED_BEFORE, partial(_ask, rows))
    rows.diary.act(rows.midnight - _EXCEPTED_BEFORE, partial(_except, rows))


def _ask(rows: Rows, now: datetime) -> None:
    settle_by_rules(Placement.objects.filter(pk__in=[row.pk for row in rows.placements.values()]), by=PROGRAM, now=now)


def _except(rows: Rows, now: datetime) -> None:
    """Of a placement that waits for its school and for something else as well: so it stays as it is."""
    open_ones = Task.objects.filter(checked_at=None, waived_at=None, placement__state=PlacementState.CONFIRMED)
    waiting = open_ones.filter(rule="school-lets-go", placement__in=open_ones.filter(rule="").values("placement"))
    task = waiting.order_by("placement__period", "pk").first()
    if task:
        by = Actor("person", str(rows.directors[0].pk), "director")
        except_from_rule(task, because=_BECAUSE, by=by, now=now)
