from uuid import uuid4

import pytest
from django.http import Http404

from openrotations.catalogue import access
from openrotations.catalogue.tests.factories import make_offering, make_opening

pytestmark = pytest.mark.django_db


def test_what_is_published_is_for_everybody() -> None:
    opening = make_opening()
    assert access.published_opening(opening.pk) == opening
    assert access.published_offering(opening.offering_id) == opening.offering


def test_what_is_not_published_is_for_the_office_only() -> None:
    opening = make_opening(offering=make_offering(is_published=False))
    for look_up, pk in (
        (access.published_offering, opening.offering_id),
        (access.published_opening, opening.pk),
        (access.any_offering, uuid4()),
        (access.any_opening, uuid4()),
    ):
        with pytest.raises(Http404):
            look_up(pk)
    assert access.any_offering(opening.offering_id) == opening.offering
    assert access.any_opening(opening.pk) == opening
