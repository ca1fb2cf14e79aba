"""What the database itself refuses of runs, whoever writes them."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.placements.models import Run
from openrotations.placements.states import RunState
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY = date(2027, 1, 4)


@pytest.fixture
def finished_run() -> Run:
    """The first run of a round, finished."""
    make_programme()
    apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=Period.of_weeks(JANUARY, 8))
    return computed(checked_round(NOW), NOW)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": 1, "state": RunState.FAILED}, "placements_a_run_has_its_number"),
        ({"number": 3, "state": RunState.RUNNING}, "placements_one_run_at_a_time"),
        ({"number": 3, "state": RunState.FINISHED}, "placements_a_finished_run_has_a_result"),
    ],
)
def test_the_database_keeps_the_rules_of_runs(finished_run: Run, values: dict[str, Any], constraint: str) -> None:
    Run.objects.create(round=finished_run.round, number=2, seed=1, state=RunState.WAITING)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Run.objects.create(round=finished_run.round, seed=1, **values)


def test_the_database_keeps_the_moves_of_runs(finished_run: Run) -> None:
    with pytest.raises(Exception, match="Invalid transition"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE placements_run SET state = 'running' WHERE id = %s", [finished_run.pk])
