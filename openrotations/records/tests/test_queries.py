import pytest

from openrotations.logbook.tests.factories import DAY_ONE_NOON
from openrotations.people.tests.factories import make_person
from openrotations.records import queries
from openrotations.records.tests.factories import make_record

pytestmark = pytest.mark.django_db


def test_the_shelf_has_the_record_in_force_apart_from_the_former_ones() -> None:
    record = make_record()
    shelf = queries.shelf_of(record.student.person)
    assert shelf and shelf.current == record and shelf.former == [] and shelf.has_completed


def test_somebody_who_is_no_student_has_no_shelf() -> None:
    assert queries.shelf_of(make_person()) is None


def test_a_record_asks_nothing_of_anybody() -> None:
    assert queries.turns(make_record().student.placements.get()) == []
    assert queries.office_needs(DAY_ONE_NOON) == []
