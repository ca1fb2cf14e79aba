from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.evaluations import actions
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.tests.factories import answers_for, make_evaluations, written
from openrotations.hosts.tests.factories import make_preceptor
from openrotations.logbook.tests.factories import as_preceptor
from openrotations.notifications.models import Message
from openrotations.people.models import SignedLink
from openrotations.people.tests.factories import make_staff
from openrotations.people.tokens import token_for
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
CANARY = "heron-in-the-reeds"


def asked(moment: str = "midpoint") -> tuple[Evaluation, str]:
    """An evaluation whose preceptor has the link, and the link's token."""
    evaluation = make_evaluations()[moment, "preceptor"]
    actions.ask_for_evaluation(evaluation, by=PROGRAM, now=timezone.now())
    evaluation.refresh_from_db()
    assert evaluation.link
    return evaluation, token_for(evaluation.link.pk, evaluation.link.salt)


def given(evaluation: Evaluation, **changes: str) -> dict[str, str]:
    ratings = dict.fromkeys(answers_for(evaluation), "4")
    return {**ratings, "keep": f"Calm and clear, {CANARY}", "change": "Ask for help sooner", **changes}


def test_a_look_changes_nothing_and_the_form_is_light(client: Client) -> None:
    evaluation, token = asked()
    page = client.get(reverse("evaluations:evaluate", args=[token]))
    assert page.status_code == 200
    assert len(page.content) < 60_000
    evaluation.refresh_from_db()
    assert evaluation.state == "due"
    assert not SignedLink.objects.exclude(opened_at=None).exists()


def test_the_preceptor_submits_and_corrects(client: Client) -> None:
    evaluation, token = asked()
    address = reverse("evaluations:evaluate", args=[token])
    thanks = client.post(address, given(evaluation), follow=True).content.decode()
    assert "What you said" in thanks and "Correct it" in thanks
    assert "Complete, in a sensible order" in thanks
    assert "Correct your evaluation" in client.get(f"{address}?correct=1").content.decode()
    client.post(f"{address}?correct=1", given(evaluation, keep="Something else to keep"))
    found = Evaluation.objects.filter(moment="midpoint", author="preceptor").order_by("version")
    assert [each.keep for each in found] == [f"Calm and clear, {CANARY}", "Something else to keep"]
    assert Message.objects.filter(template="evaluations/mail/corrected.txt").count() == 1


def test_what_is_missing_is_named_and_what_is_there_is_kept(client: Client) -> None:
    evaluation, token = asked()
    answer = client.post(reverse("evaluations:evaluate", args=[token]), given(evaluation, reliability="", change=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Reliability and honesty" in page and "Choose 1 to 5" in page
    assert CANARY in page and page.count(" checked") >= len(answers_for(evaluation)) - 1


def test_a_draft_is_kept_by_the_page_itself_and_by_a_button(client: Client) -> None:
    _evaluation, token = asked()
    address = reverse("evaluations:draft", args=[token])
    silent = client.post(address, {"reliability": "5", "keep": CANARY}, headers={"X-Autosave": "1"})
    assert silent.status_code == 204
    page = client.get(reverse("evaluations:evaluate", args=[token])).content.decode()
    assert CANARY in page
    assert "Come back" in client.post(address, {"keep": CANARY}, follow=True).content.decode()
    assert client.post(address, {"reliability": "9"}).status_code == 422


def test_the_final_form_shows_what_was_said_at_mid_point(client: Client) -> None:
    made = make_evaluations()
    midpoint, final = made["midpoint", "preceptor"], made["final", "preceptor"]
    by, now = as_preceptor(final.placement), timezone.now()
    actions.submit_evaluation(midpoint, **written(midpoint, change=f"{CANARY} again"), by=by, now=now)
    actions.ask_for_evaluation(final, by=PROGRAM, now=now)
    final.refresh_from_db()
    assert final.link
    address = reverse("evaluations:evaluate", args=[token_for(final.link.pk, final.link.salt)])
    assert CANARY in client.get(address).content.decode()


def test_i_did_not_supervise_this_student(client: Client) -> None:
    evaluation, token = asked()
    page = client.post(reverse("evaluations:not_supervised", args=[token]), follow=True).content.decode()
    assert "The office finds out who did" in page
    evaluation.refresh_from_db()
    assert evaluation.state == "not_supervised"


def test_the_student_cannot_use_the_preceptors_link(client: Client) -> None:
    evaluation, token = asked()
    client.force_login(evaluation.placement.student.person)
    for name in ("evaluate", "draft", "not_supervised"):
        answer = client.post(reverse(f"evaluations:{name}", args=[token]), given(evaluation))
        assert answer.status_code == 403
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.keep) == ("due", "")


def test_the_student_reads_nothing_before_it_is_submitted(client: Client) -> None:
    evaluation, _token = asked()
    by, now = as_preceptor(evaluation.placement), timezone.now()
    actions.save_draft(evaluation, **written(evaluation, keep=CANARY), by=by, now=now)
    client.force_login(evaluation.placement.student.person)
    address = reverse("evaluations:result", args=[evaluation.placement_id])
    assert CANARY not in client.get(address).content.decode()
    assert client.post(reverse("evaluations:note_read", args=[evaluation.pk])).status_code == 404
    actions.submit_evaluation(evaluation, **written(evaluation, keep=f"{CANARY} twice"), by=by, now=now)
    assert CANARY in client.get(address).content.decode()


def test_the_student_assesses_themselves_and_sees_both(client: Client) -> None:
    made = make_evaluations()
    theirs, own = made["midpoint", "preceptor"], made["midpoint", "student"]
    actions.submit_evaluation(theirs, **written(theirs), by=as_preceptor(theirs.placement), now=timezone.now())
    client.force_login(own.placement.student.person)
    address = reverse("evaluations:assess_self", args=[own.pk])
    assert client.get(address).status_code == 200
    assert client.post(reverse("evaluations:draft_self", args=[own.pk]), {"keep": "x"}).status_code == 302
    page = client.post(address, given(own), follow=True).content.decode()
    assert "You see it much alike." in page
    assert client.get(address).status_code == 302
    page = client.post(reverse("evaluations:note_read", args=[theirs.pk]), follow=True).content.decode()
    assert "I have read it" not in page


def test_another_student_finds_nothing_and_the_office_reads(client: Client) -> None:
    made = make_evaluations()
    theirs, own = made["midpoint", "preceptor"], made["midpoint", "student"]
    actions.submit_evaluation(theirs, **written(theirs), by=as_preceptor(theirs.placement), now=timezone.now())
    result = reverse("evaluations:result", args=[theirs.placement_id])
    client.force_login(make_student().person)
    assert client.get(result).status_code == 404
    assert client.get(reverse("evaluations:assess_self", args=[own.pk])).status_code == 404
    assert client.post(reverse("evaluations:note_read", args=[theirs.pk])).status_code == 404
    client.force_login(make_staff())
    assert client.get(result).status_code == 200
    assert client.post(reverse("evaluations:draft_self", args=[own.pk])).status_code == 404


def test_an_evaluation_keeps_the_name_of_who_wrote_it(client: Client) -> None:
    evaluation, token = asked()
    wrote = evaluation.placement.offering.preceptor
    address = reverse("evaluations:evaluate", args=[token])
    client.post(address, given(evaluation))
    placement = evaluation.placement
    placement.supervised_by = make_preceptor(placement.offering.site)
    placement.save()
    assert client.get(address).status_code == 200, "its author may still correct it"
    client.force_login(placement.student.person)
    page = client.get(reverse("evaluations:result", args=[placement.pk])).content.decode()
    assert f"{wrote.full_name}</bdi></span>" in page and f"What {wrote.full_name}" in page.replace("\u2068", "")


def test_whom_the_host_named_evaluates_and_nobody_else(client: Client) -> None:
    evaluation, before = asked()
    placement = evaluation.placement
    placement.supervised_by = named = make_preceptor(placement.offering.site)
    placement.save()
    assert client.get(reverse("evaluations:evaluate", args=[before])).status_code == 404
    later = datetime.combine(evaluation.due_on + timedelta(days=3), time(18), UTC)
    assert actions.remind_of_evaluation(evaluation, by=PROGRAM, now=later)
    evaluation.refresh_from_db()
    assert evaluation.link and evaluation.link.holder_id == named.pk
    now = reverse("evaluations:evaluate", args=[token_for(evaluation.link.pk, evaluation.link.salt)])
    assert client.get(now).status_code == 200
