"""Whether what was agreed and what was looked up covers the days of a placement."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.hosts import rules
from openrotations.hosts.models import Agreement, Preceptor, Site
from openrotations.hosts.queries.held import excluded_among, licences_by_preceptor
from openrotations.hosts.states import AgreementState


def agreement_gap(site: Site, school_id: UUID | None, *, first: date, last: date) -> list[Reason]:
    """Why a student of this school cannot be placed here on these days for want of an agreement; empty if nothing.

    One query, and none where the site takes students without an agreement.
    """
    if not site.needs_agreement:
        return []
    agreed = [rules.AgreedTime(row.starts_on, row.ends_on) for row in agreements_in_force(site, school_id)]
    return list(rules.why_not_under_agreement(agreed, is_needed=True, site_name=site.name, first=first, last=last))


def agreement_gaps(site: Site, stays: Sequence[tuple[UUID, Period]]) -> list[list[Reason]]:
    """The same for many stays, each of a student of this school on these days, in their order; one query."""
    if not site.needs_agreement:
        return [[] for _stay in stays]
    rows = list(Agreement.objects.filter(site=site, state=AgreementState.IN_FORCE))
    found = []
    for school_id, days in stays:
        agreed = [rules.AgreedTime(row.starts_on, row.ends_on) for row in rows if row.school_id in (None, school_id)]
        gap = rules.why_not_under_agreement(
            agreed, is_needed=True, site_name=site.name, first=days.first, last=days.last
        )
        found.append(list(gap))
    return found


def licence_gap(preceptor: Preceptor, site: Site, *, first: date, last: date) -> list[Reason]:
    """Why this preceptor cannot supervise at this site on these days; empty if nothing is known against it.

    Two or three queries.
    """
    return list(
        rules.why_not_supervise(
            licences_by_preceptor([preceptor.pk]).get(preceptor.pk, []),
            name=preceptor.full_name,
            state=site.state,
            first=first,
            last=last,
            is_listed=bool(excluded_among([preceptor.pk])),
        )
    )


def agreements_in_force(site: Site, school_id: UUID | None) -> QuerySet[Agreement]:
    """Agreements in force with this site that cover this school: its own, and those for every school."""
    return Agreement.objects.filter(
        Q(school_id=None) | Q(school_id=school_id), site=site, state=AgreementState.IN_FORCE
    )
