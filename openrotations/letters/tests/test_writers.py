"""Who supervised before, and who supervises now: each writes from what they saw themselves."""

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.common.actors import PROGRAM, Actor
from openrotations.evaluations import actions as evaluations
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.queries import midpoint_before
from openrotations.evaluations.tests.factories import written
from openrotations.hosts.models import Preceptor
from openrotations.hosts.tests.factories import make_preceptor
from openrotations.letters import actions
from openrotations.letters.models import LetterRequest
from openrotations.letters.queries import evidence_for
from openrotations.letters.tests.factories import make_request, make_running_now
from openrotations.people.tokens import token_for
from openrotations.placements.actions import name_supervisor
from openrotations.placements.models import Placement

pytestmark = pytest.mark.django_db


def preceptors(made: list[Evaluation]) -> dict[str, Evaluation]:
    """The evaluations that a preceptor writes, by moment."""
    return {each.moment: each for each in made if each.author == "preceptor"}


def handed_over(placement: Placement) -> tuple[Placement, Preceptor]:
    """Another physician of the site supervises from now on."""
    after = make_preceptor(placement.offering.site)
    name_supervisor(Placement.objects.get(pk=placement.pk), after, day_one_contact="", by=PROGRAM, now=timezone.now())
    return Placement.objects.get(pk=placement.pk), after


def by(preceptor: Preceptor) -> Actor:
    return Actor("link", str(preceptor.pk), "preceptor")


def test_who_supervised_before_does_not_read_what_the_next_one_wrote(client: Client) -> None:
    placement = make_running_now()
    before, request, now = placement.supervisor, make_request(placement), timezone.now()
    actions.agree_to_write(request, by=by(before), now=now)
    made = preceptors(evaluations.create_evaluations(placement, by=PROGRAM, now=now))
    own, others = written(made["midpoint"], keep="Listens well."), written(made["final"], keep="Works fast.")
    evaluations.submit_evaluation(made["midpoint"], **own, by=by(before), now=now)
    placement, after = handed_over(placement)
    final = Evaluation.objects.get(pk=made["final"].pk)
    assert midpoint_before(final) is None  # nor does the next one read it as their own
    evaluations.submit_evaluation(final, **others, by=by(after), now=now)
    request = LetterRequest.objects.select_related("link").get(pk=request.pk)
    assert request.link
    page = client.get(reverse("letters:write", args=[token_for(request.link.pk, request.link.salt)])).content.decode()
    assert "Listens well." in page
    assert "Works fast." not in page
    assert [each.evaluator for each in evidence_for(request).evaluations] == [before]


@pytest.mark.parametrize(
    "package", ["letters.migrations.0004_asked_before", "evaluations.migrations.0004_written_before"]
)
def test_what_was_written_before_names_were_kept_stays_with_its_author(package: str) -> None:
    placement = make_running_now()
    before, request, now = placement.supervisor, make_request(placement), timezone.now()
    made = preceptors(evaluations.create_evaluations(placement, by=PROGRAM, now=now))
    evaluations.submit_evaluation(made["midpoint"], **written(made["midpoint"]), by=by(before), now=now)
    LetterRequest.objects.update(asked_of=None)
    Evaluation.objects.update(written_by=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module(f"openrotations.{package}")._FORWARDS)
    handed_over(placement)
    if package.startswith("letters"):
        assert LetterRequest.objects.get(pk=request.pk).writer == before
    else:
        assert Evaluation.objects.get(pk=made["midpoint"].pk).evaluator == before
        assert Evaluation.objects.get(pk=made["final"].pk).evaluator != before  # nobody has begun to write it
