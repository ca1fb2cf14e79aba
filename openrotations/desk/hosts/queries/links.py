"""The links to a site's own pages: which work, and which end soon."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from openrotations.desk.hosts import rules
from openrotations.hosts.models import HostCoordinator
from openrotations.people.models import SignedLink


def working_links(coordinator: HostCoordinator, now: datetime) -> QuerySet[SignedLink]:
    """The coordinator's links to the site's own pages that work, the longest-lived first."""
    rows = SignedLink.objects.filter(purpose=rules.PURPOSE, holder_id=coordinator.pk, subject_id=coordinator.site_id)
    return rows.filter(email=coordinator.email, revoked_at=None, expires_at__gt=now).order_by("-expires_at")


def links_running_out(now: datetime) -> QuerySet[SignedLink]:
    """Links to hosts' own pages that end within a month."""
    until = now + timedelta(days=rules.RENEWED_DAYS)
    rows = SignedLink.objects.filter(purpose=rules.PURPOSE, revoked_at=None, expires_at__gt=now)
    return rows.filter(expires_at__lte=until).order_by("expires_at", "pk")
