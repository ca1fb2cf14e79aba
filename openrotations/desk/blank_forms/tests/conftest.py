"""Whose forms these tests print: a host, a student who is coming, and the office."""

import pytest
from django.test import Client

from openrotations.desk.hosts.tests.desks import Host, make_host, opening_at, placed
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement


@pytest.fixture
def host() -> Host:
    """A host with a link to its own pages."""
    return make_host()


@pytest.fixture
def coming(host: Host) -> Placement:
    """A student whom the host has confirmed."""
    return placed(opening_at(host))


@pytest.fixture
def desk(client: Client) -> Client:
    """Somebody of the office, signed in."""
    client.force_login(make_staff())
    return client
