"""Where the programme asks for it, a site reads a CV only while the student agrees."""

import pytest
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.consents.actions import withdraw_consent
from openrotations.consents.models import Kind
from openrotations.consents.tests.factories import accept, make_version
from openrotations.desk.hosts import candidates
from openrotations.desk.hosts.tests.desks import Host, opening_at, placed
from openrotations.documents.tests.factories import make_document
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(host: Host) -> Placement:
    placement = placed(opening_at(host), PlacementState.ACCEPTED, host_asked_at=timezone.now())
    make_document(placement.student.person, "cv", content=b"%PDF-1.4 a life")
    return placement


def reads_it(host: Host, placement: Placement) -> bool:
    """Whether the page offers the CV, and its address gives it: both or neither."""
    is_offered = "Read the CV" in host.get("host_student", placement.pk).content.decode()
    assert (host.get("host_cv", placement.pk).status_code == 200) == is_offered
    return is_offered


def test_a_site_reads_a_cv_only_while_the_student_agrees(host: Host, asked: Placement) -> None:
    assert reads_it(host, asked)
    version = make_version(Kind.PAPERS)
    assert not reads_it(host, asked)
    given = accept(asked.student.person, version)
    assert reads_it(host, asked)
    withdraw_consent(given, by=PROGRAM, now=timezone.now())
    assert not reads_it(host, asked)


def test_twin_without_the_question_it_is_read(host: Host, asked: Placement, monkeypatch: pytest.MonkeyPatch) -> None:
    make_version(Kind.PAPERS)
    monkeypatch.setattr(candidates, "has_agreed", lambda person_id, kind, today: True)
    assert reads_it(host, asked)
