"""The host whose pages these tests open."""

import pytest

from openrotations.desk.hosts.tests.desks import Host, make_host


@pytest.fixture
def host() -> Host:
    """A host with a link to its own pages."""
    return make_host()
