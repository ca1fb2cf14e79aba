"""Whoever holds a round or an opening does not stop those who write about a placement there, nor they each other."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from openrotations.catalogue.models import Opening
from openrotations.common.actors import PROGRAM
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement, Round
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement, make_round, office_hours

pytestmark = pytest.mark.django_db(transaction=True)
NOW = office_hours()


def an_offer() -> Placement:
    make_programme()
    until = NOW.replace(year=NOW.year + 1)
    return make_placement(state=PlacementState.OFFERED, round=make_round(), held_until=until)


def accepts_while(held: Callable[[], object], placement: Placement, patience: float) -> bool:
    """Whether the student can accept, commit included, while somebody else holds this lock."""

    def accept() -> None:
        try:
            actions.accept_placement(placement, by=PROGRAM, now=NOW)
        finally:
            connection.close()

    student = threading.Thread(target=accept)
    with transaction.atomic():
        held()
        student.start()
        student.join(patience)
        is_done = not student.is_alive()
    student.join(30)
    return is_done


@pytest.mark.parametrize("kind", [Round, Opening])
def test_a_student_accepts_while_the_office_holds_the_round_or_the_opening(kind: type[Round] | type[Opening]) -> None:
    placement = an_offer()
    pk = placement.round_id if kind is Round else placement.opening_id
    assert pk is not None
    assert accepts_while(lambda: kind.locked(pk), placement, patience=30)
    placement.refresh_from_db()
    assert placement.state == PlacementState.ACCEPTED


def test_a_lock_on_the_key_itself_would_stop_them() -> None:
    placement = an_offer()
    rounds = Round.objects.filter(placements=placement)
    assert not accepts_while(lambda: rounds.select_for_update(of=("self",)).get(), placement, patience=2)
