from uuid import uuid4

import pytest
from django.http import Http404

from openrotations.hosts import access
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor, make_site

pytestmark = pytest.mark.django_db


def test_rows_that_are_there_are_given_and_others_not_found() -> None:
    site, preceptor, coordinator = make_site(), make_preceptor(), make_host_coordinator()
    assert access.any_site(site.pk) == site
    assert access.any_preceptor(preceptor.pk) == preceptor
    assert access.any_coordinator(coordinator.pk) == coordinator
    for look_up in (access.any_site, access.any_preceptor, access.any_coordinator):
        with pytest.raises(Http404):
            look_up(uuid4())
