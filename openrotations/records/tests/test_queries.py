import pytest

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
