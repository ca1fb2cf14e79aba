from decimal import Decimal

import pytest
from django.db import IntegrityError

from openrotations.applications.actions import remove_window, withdraw_application
from openrotations.catalogue.actions import change_offering
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.hosts.actions import confirm_host_address
from openrotations.hosts.tests.factories import make_host_coordinator, make_site
from openrotations.notifications.models import Message
from openrotations.placements import rules
from openrotations.placements.actions import complete_due_placements
from openrotations.placements.models import Placement
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


def withdrawn_while_it_runs() -> Placement:
    placement = make_placement(state="active")
    withdraw_application(placement.application, by=PROGRAM, now=NOW)
    return placement


def test_a_window_stays_while_a_placement_in_it_goes_on_even_after_withdrawing() -> None:
    placement = withdrawn_while_it_runs()
    with pytest.raises(Refused, match="window-used"):
        remove_window(placement.student.windows.get(), by=PROGRAM, now=NOW)
    assert complete_due_placements(office_hours().replace(year=2028)) == 1
    remove_window(placement.student.windows.get(), by=PROGRAM, now=NOW)


def test_twin_without_it_one_student_stops_the_completing_of_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    placement = withdrawn_while_it_runs()
    monkeypatch.setattr(rules, "why_not_lose_window", lambda **unused: iter(()))
    remove_window(placement.student.windows.get(), by=PROGRAM, now=NOW)
    with pytest.raises(IntegrityError):
        complete_due_placements(office_hours().replace(year=2028))


@pytest.mark.parametrize("field", ["participation", "specialty"])
def test_what_a_placement_states_of_itself_does_not_change_under_it(field: str) -> None:
    offering = make_placement().offering
    with pytest.raises(Refused):
        change_offering(offering, {field: "observation"}, by=PROGRAM, now=NOW)


def test_the_price_of_an_offering_may_change_for_those_to_come() -> None:
    placement = make_placement()
    change_offering(placement.offering, {"price_per_week": Decimal(99)}, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert placement.price == Decimal(1800)
