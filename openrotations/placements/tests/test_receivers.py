import pytest

from openrotations.common.actors import PROGRAM
from openrotations.hosts.actions import confirm_host_address
from openrotations.hosts.tests.factories import make_host_coordinator, make_site
from openrotations.notifications.models import Message
from openrotations.placements.tests.factories import make_placement, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()


def test_a_host_is_asked_as_soon_as_staff_have_confirmed_its_address() -> None:
    placement = make_placement(host_asked_at=None)
    coordinator = placement.offering.site.coordinators.get()
    confirm_host_address(coordinator, source="the hospital's own web page", by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert placement.host_asked_at == NOW
    assert Message.objects.filter(template="placements/mail/host_question.txt", to_email=coordinator.email).exists()


def test_other_sites_are_not_asked() -> None:
    placement = make_placement(host_asked_at=None)
    confirm_host_address(make_host_coordinator(make_site()), source="its web page", by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert placement.host_asked_at is None
