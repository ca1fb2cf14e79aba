"""Papers of a placement: judged by what holds through the last day, and nobody's tick."""

from datetime import date, timedelta

import pytest

from openrotations.audit.models import Entry
from openrotations.catalogue import actions as catalogue
from openrotations.catalogue.tests.factories import make_requirement
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.documents.models import Document
from openrotations.documents.signals import document_accepted, document_expired, document_refused
from openrotations.documents.states import DOCUMENT_MOVES, DocumentState
from openrotations.documents.tests.factories import make_document
from openrotations.notifications.models import Message
from openrotations.onboarding import actions
from openrotations.onboarding.models import Task
from openrotations.onboarding.tests.factories import (
    IN_DECEMBER,
    make_asking_placement,
    make_confirmed_placement,
    make_insurance,
    tick_the_rest,
)
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_staff
from openrotations.placements.actions import clear_placement, start_placement
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_dates_changed

pytestmark = pytest.mark.django_db
INSURANCE: dict[str, dict[str, object]] = {"health_insurance": {}}
LAST_DAY = date(2027, 1, 31)
ON_DAY_ONE = IN_DECEMBER.replace(year=2027, month=1, day=4)


def now_accepted(document: Document) -> None:
    document_accepted.send(Document, document=document, by=PROGRAM, now=IN_DECEMBER)


def refuse(document: Document) -> None:
    DOCUMENT_MOVES.move(document, DocumentState.IN_REVIEW)
    DOCUMENT_MOVES.move(document, DocumentState.REFUSED, refused_because="Your name is not on it.")
    document_refused.send(Document, document=document, by=PROGRAM, now=IN_DECEMBER)


def sent(name: str) -> int:
    return Message.objects.filter(template=f"onboarding/mail/{name}.txt").count()


def cleared_placement() -> tuple[Placement, Document]:
    placement = make_asking_placement(INSURANCE)
    paper = make_insurance(placement.student.person, LAST_DAY)
    now_accepted(paper)
    tick_the_rest(placement)
    assert placement.state == "cleared"
    return placement, paper


def test_a_required_paper_is_a_task_with_its_terms_and_takes_the_place_of_the_programmes_own() -> None:
    placement = make_asking_placement(
        {
            "tb_test": {"not_older_than_days": 90, "lead_days": 21, "who": "student"},
            "deans_letter": {"who": "registrar"},
        }
    )
    tb_test, letter = placement.tasks.get(kind="tb_test"), placement.tasks.get(kind="deans_letter")
    assert (tb_test.not_older_than_days, tb_test.due_on, tb_test.verdict) == (90, date(2026, 12, 14), "missing")
    assert (letter.who, letter.due_on) == ("registrar", date(2026, 12, 5))
    titles = list(placement.tasks.values_list("title", flat=True))
    assert any("HIPAA" in title for title in titles)
    insured = make_asking_placement(INSURANCE)
    assert not insured.tasks.filter(title__startswith="Show proof of health insurance").exists()


def test_a_paper_that_is_there_already_is_fine_from_the_start_and_the_student_reads_so() -> None:
    placement = make_confirmed_placement()
    make_insurance(placement.student.person, LAST_DAY)
    make_requirement(placement.offering.site, "health_insurance")
    actions.create_tasks(placement, by=PROGRAM, now=IN_DECEMBER)
    task = placement.tasks.get(kind="health_insurance")
    assert (task.verdict, task.holds_until) == ("fine", LAST_DAY) and task.is_done
    assert "there already" in Message.objects.get(template="onboarding/mail/tasks.txt").text


def test_one_day_too_short_is_not_fine() -> None:
    placement = make_asking_placement(INSURANCE)
    now_accepted(make_insurance(placement.student.person, LAST_DAY - timedelta(days=1)))
    task = placement.tasks.get(kind="health_insurance")
    assert task.verdict == "runs_out" and not task.is_done
    tick_the_rest(placement)
    assert placement.state == "confirmed"


def test_accepting_the_last_paper_clears_the_placement() -> None:
    placement = make_asking_placement(INSURANCE)
    tick_the_rest(placement)
    assert placement.state == "confirmed"
    now_accepted(make_insurance(placement.student.person, LAST_DAY))
    placement.refresh_from_db()
    assert placement.state == "cleared"


def test_nobody_ticks_a_paper() -> None:
    task = make_asking_placement(INSURANCE).tasks.get(kind="health_insurance")
    for change in (actions.state_task, actions.check_task):
        with pytest.raises(Refused) as refused:
            change(task, by=PROGRAM, now=IN_DECEMBER)
        assert "is-paper" in {reason.code for reason in refused.value.reasons}


def test_a_paper_refused_after_clearance_takes_it_back_and_everybody_is_told() -> None:
    placement, paper = cleared_placement()
    refuse(paper)
    placement.refresh_from_db()
    assert placement.state == "confirmed"
    assert placement.tasks.get(kind="health_insurance").verdict == "refused"
    assert sent("clearance_lost") == sent("clearance_lost_office") == 1
    assert sent("clearance_lost_host") == 2  # the coordinator and the preceptor
    assert "insurance" not in Message.objects.filter(template="onboarding/mail/clearance_lost_host.txt")[0].text.lower()


def test_a_host_that_heard_of_the_loss_hears_once_that_the_student_is_cleared_again() -> None:
    placement, paper = cleared_placement()
    assert sent("cleared_again_host") == 0
    refuse(paper)
    now_accepted(make_insurance(placement.student.person, LAST_DAY))
    actions.judge_every_placement(now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "cleared" and sent("cleared_again_host") == 2


def test_a_check_taken_back_takes_the_clearance_and_host_and_office_hear_of_it() -> None:
    placement, _paper = cleared_placement()
    task = placement.tasks.filter(kind="").first()
    assert task
    actions.uncheck_task(task, because="It was another student's.", by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "confirmed"
    assert sent("clearance_lost_office") == 1 and sent("clearance_lost_host") == 2


def test_the_programmes_own_task_comes_back_when_the_host_asks_for_the_paper_no_more() -> None:
    placement = make_asking_placement(INSURANCE)
    site = placement.offering.site
    tick_the_rest(placement)
    catalogue.remove_requirement(site.requirements.get(), by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "confirmed", "nobody has shown an insurance"
    own = placement.tasks.get(title__startswith="Show proof of health insurance")
    assert not own.is_done and not placement.tasks.filter(kind="health_insurance").exists()
    make_requirement(site, "health_insurance")
    actions.plan_again([placement.offering], by=PROGRAM, now=IN_DECEMBER)
    assert placement.tasks.filter(kind="health_insurance").exists()
    assert not placement.tasks.filter(title__startswith="Show proof of health insurance").exists()


def test_a_paper_that_expires_early_takes_the_clearance_back() -> None:
    placement, paper = cleared_placement()
    paper.valid_until = date(2026, 12, 20)
    paper.save()
    DOCUMENT_MOVES.move(paper, DocumentState.EXPIRED)
    document_expired.send(Document, document=paper, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "confirmed"


def test_another_persons_paper_changes_nothing() -> None:
    placement = make_asking_placement(INSURANCE)
    now_accepted(make_insurance(make_staff(), LAST_DAY))
    assert not placement.tasks.get(kind="health_insurance").is_done


def test_what_nobody_announced_is_found_by_the_daily_look() -> None:
    placement, paper = cleared_placement()
    Document.objects.filter(pk=paper.pk).update(valid_until=date(2027, 1, 10))
    assert actions.judge_every_placement(now=IN_DECEMBER) == 1
    placement.refresh_from_db()
    assert placement.state == "confirmed"
    assert actions.judge_every_placement(now=IN_DECEMBER) == 0


def test_nobody_starts_without_a_paper_even_if_nobody_announced_it() -> None:
    placement, paper = cleared_placement()
    Document.objects.filter(pk=paper.pk).update(valid_until=date(2027, 1, 10))
    with pytest.raises(Refused) as refused:
        start_placement(placement, by=PROGRAM, now=ON_DAY_ONE)
    assert [reason.code for reason in refused.value.reasons] == ["paper-lacking"]
    placement.refresh_from_db()
    assert placement.state == "cleared"


def test_nobody_clears_by_another_door_while_a_paper_is_lacking() -> None:
    placement = make_asking_placement(INSURANCE)
    with pytest.raises(Refused):
        clear_placement(placement, by=PROGRAM, now=IN_DECEMBER)


def test_a_running_rotation_gets_no_longer_than_its_papers_hold() -> None:
    three_weeks, four_weeks = (Period.of_weeks(date(2027, 1, 4), weeks) for weeks in (3, 4))
    placement = make_asking_placement(INSURANCE, period=three_weeks.stored)
    now_accepted(make_insurance(placement.student.person, three_weeks.last))
    tick_the_rest(placement)
    start_placement(placement, by=PROGRAM, now=ON_DAY_ONE)
    Placement.objects.update(period=four_weeks.stored)
    placement.refresh_from_db()
    with pytest.raises(Refused):
        placement_dates_changed.send(Placement, placement=placement, by=PROGRAM, now=ON_DAY_ONE)


def test_a_paper_lost_while_the_student_is_there_is_told_to_everybody_and_stands_on_the_desk() -> None:
    placement, paper = cleared_placement()
    start_placement(placement, by=PROGRAM, now=ON_DAY_ONE)
    refuse(paper)
    assert sent("paper_lost") == sent("paper_lost_office") == 1 and sent("paper_lost_host") == 2
    from openrotations.onboarding.queries import office_needs

    assert [need.code for need in office_needs(ON_DAY_ONE)] == ["paper-lacking"]
    now_accepted(make_insurance(placement.student.person, LAST_DAY))
    actions.judge_every_placement(now=ON_DAY_ONE)
    assert sent("papers_hold_again") == sent("papers_hold_again_office") == 1 and sent("papers_hold_again_host") == 2


def test_a_waiver_needs_somebody_and_a_reason_and_both_stay() -> None:
    placement, coordinator = make_asking_placement(INSURANCE), make_staff(name="Alex Sample")
    task = placement.tasks.get(kind="health_insurance")
    for by, because in ((PROGRAM, "The school insures."), (actor_of(coordinator), " ")):
        with pytest.raises(Refused):
            actions.waive_task(task, because=because, by=by, now=IN_DECEMBER)
    tick_the_rest(placement)
    task = actions.waive_task(task, because="The school insures.", by=actor_of(coordinator), now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "cleared"
    assert (task.waived_by, task.waived_because) == (coordinator, "The school insures.")
    assert Entry.objects.filter(action="waive_task", subject_id=str(task.pk)).exists()


def test_a_waiver_taken_back_takes_the_clearance_back() -> None:
    placement, coordinator = make_asking_placement(INSURANCE), make_staff()
    tick_the_rest(placement)
    task = placement.tasks.get(kind="health_insurance")
    actions.waive_task(task, because="The school insures.", by=actor_of(coordinator), now=IN_DECEMBER)
    actions.take_waiver_back(task, by=actor_of(coordinator), now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "confirmed" and sent("clearance_lost") == 1
    with pytest.raises(Refused):
        actions.take_waiver_back(task, by=actor_of(coordinator), now=IN_DECEMBER)


def test_the_database_refuses_a_waiver_of_nobody() -> None:
    from django.db import IntegrityError

    task = make_asking_placement(INSURANCE).tasks.get(kind="health_insurance")
    with pytest.raises(IntegrityError):
        Task.objects.filter(pk=task.pk).update(waived_at=IN_DECEMBER)


def test_new_demands_reach_open_tasks_and_the_student_is_told() -> None:
    placement = make_asking_placement({"cv": {}, "photo": {}})
    site = placement.offering.site
    catalogue.set_requirement(site, "tb_test", {"not_older_than_days": 90}, by=PROGRAM, now=IN_DECEMBER)
    catalogue.set_requirement(site, "cv", {"note": "One page."}, by=PROGRAM, now=IN_DECEMBER)
    catalogue.remove_requirement(site.requirements.get(kind="photo"), by=PROGRAM, now=IN_DECEMBER)
    assert {task.kind for task in placement.tasks.exclude(kind="")} == {"cv", "tb_test"}
    assert placement.tasks.get(kind="cv").note == "One page."
    texts = [message.text for message in Message.objects.filter(template="onboarding/mail/tasks_changed.txt")]
    assert len(texts) == 3
    for title in ("Tuberculosis test", "Curriculum vitae", "Photo"):
        assert sum(title in text for text in texts) == 1


def test_what_is_done_stays_done_under_the_old_terms() -> None:
    placement, _paper = cleared_placement()
    site = placement.offering.site
    catalogue.set_requirement(site, "health_insurance", {"not_older_than_days": 5}, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "cleared" and sent("tasks_changed") == 0


def test_a_new_demand_takes_the_clearance_back_but_not_of_a_rotation_that_runs() -> None:
    placement, _paper = cleared_placement()
    catalogue.set_requirement(placement.offering.site, "photo", {}, by=PROGRAM, now=IN_DECEMBER)
    placement.refresh_from_db()
    assert placement.state == "confirmed"
    make_document(placement.student.person, "photo")
    actions.judge_tasks(placement, by=PROGRAM, now=IN_DECEMBER)
    start_placement(placement, by=PROGRAM, now=ON_DAY_ONE)
    catalogue.set_requirement(placement.offering.site, "cv", {}, by=PROGRAM, now=ON_DAY_ONE)
    assert not placement.tasks.filter(kind="cv").exists()


def test_an_offering_that_asks_for_no_papers_has_its_tasks_ticked_as_ever() -> None:
    placement = make_asking_placement({})
    tick_the_rest(placement)
    assert placement.state == "cleared" and not placement.tasks.exclude(kind="").exists()
