"""`rotations verify-round`: what a round's page says, recomputed from what the database keeps."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from openrotations.applications.tests.factories import make_application
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Outcome, Round, Run
from openrotations.placements.planner.commands import main
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_round, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY = date(2027, 1, 4)


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def ranked_round() -> Round:
    """Two students want the only seat, and its result is published."""
    opening = make_opening()
    make_application(opening)
    make_application(opening)
    found = make_round(seed=7)
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.run_round(found, by=PROGRAM, now=NOW)
    actions.publish_round(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    return found


def cohort_round() -> Round:
    """Two students want the only seat for four weeks, and the plan is published."""
    opening = opening_of_weeks(JANUARY, 4)
    for _ in range(2):
        apply_for(opening, weeks=4, window=Period(date(2027, 1, 1), date(2027, 3, 31)))
    found = checked_round(NOW)
    computed(found, NOW)
    actions.publish_round(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    return found


def said_of(round_id: object, *words: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("verify_round", str(round_id), *words, stdout=out, stderr=StringIO())
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


@pytest.mark.parametrize("published", [ranked_round, cohort_round])
def test_a_published_round_holds(published: Callable[[], Round]) -> None:
    text, status = said_of(published().pk)
    assert status == 0
    assert text.startswith("Every claim of this round holds:") and "2 choices, the same reasons" in text


def test_a_result_that_was_changed_afterwards_is_found() -> None:
    found = ranked_round()
    assert found.solution is not None
    Round.objects.filter(pk=found.pk).update(
        solution={**found.solution, "match": dict.fromkeys(found.solution["match"])}
    )
    text, status = said_of(found.pk)
    assert status == 1 and "1 students are placed otherwise when the round is placed again" in text


@pytest.mark.parametrize("published", [ranked_round, cohort_round])
def test_a_reason_that_was_changed_afterwards_is_found(published: Callable[[], Round]) -> None:
    found = published()
    told = Outcome.objects.filter(entry__round=found, is_given=False).get()
    Outcome.objects.filter(pk=told.pk).update(detail={**told.detail, "reason": "budget"})
    text, status = said_of(found.pk)
    assert status == 1
    assert f"1 students were told reasons that do not come out again: {told.entry.application_id}" in text


def test_what_a_host_or_the_office_was_told_is_recomputed_too() -> None:
    found = cohort_round()
    run = found.runs.get()
    text, _status = said_of(found.pk)
    assert "explained again: 1 offerings and the summary, the same reasons" in text
    run.offering_reasons[0]["listed"] += 1
    run.summary["more_seats"] = []
    Run.objects.filter(pk=run.pk).update(offering_reasons=run.offering_reasons, summary=run.summary)
    text, status = said_of(found.pk)
    assert status == 1
    assert "the seats of 1 offerings were explained otherwise" in text and "the summary does not come out" in text


@pytest.mark.parametrize("published", [ranked_round, cohort_round])
def test_a_round_can_be_saved_and_verified_elsewhere(
    published: Callable[[], Round], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "round.json"
    assert said_of(published().pk, "--save", str(path)) == ("", 0)
    assert main(["verify-round", str(path), "--time", "5"]) == 0
    assert "Every claim of this round holds:" in capsys.readouterr().out


def test_a_round_that_is_not_there_or_has_no_result_is_bad_input() -> None:
    for wrong in ("spring", make_programme().pk, make_round().pk):
        with pytest.raises(CommandError) as refused:
            said_of(wrong)
        assert refused.value.returncode == 2
