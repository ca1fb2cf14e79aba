"""Which placements lose their supervisor's licence, or the agreement under which they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.common.turns import Need
from openrotations.common.wording import isolated, written_date
from openrotations.hosts.models import Agreement, ExclusionCheck, Licence, Preceptor
from openrotations.hosts.queries import agreement_gaps, excluded_among, licence_gap, licences_by_preceptor
from openrotations.hosts.rules import why_not_supervise
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosting import unsupervised
from openrotations.placements.states import HOLDING, PlacementState

GOING_ON = tuple(state for state in HOLDING if state != PlacementState.COMPLETED)


@dataclass(frozen=True)
class Concerned:
    """A placement, why somebody must look at it, and from which day on."""

    placement: Placement
    reasons: tuple[Reason, ...]
    since: date


def without_supervisor(today: date, preceptor: Preceptor | None = None) -> list[Concerned]:
    """Placements that go on and whose supervisor may not supervise on one of the days left; of one preceptor or of all.

    Four queries, however many there are; who surely may supervise is not fetched.
    """
    rows = list(_in_doubt(_going_on(today)).filter(_supervised_by(preceptor) if preceptor else Q()))
    supervisors: set[UUID] = {row.supervisor.pk for row in rows}
    licences, excluded = licences_by_preceptor(supervisors), excluded_among(supervisors)
    found = []
    for row in rows:
        who, days = row.supervisor, _days_left(row, today)
        reasons = why_not_supervise(
            licences.get(who.pk, []), name=who.full_name, state=row.offering.site.state,
            first=days.first, last=days.last, is_listed=who.pk in excluded,
        )  # fmt: skip
        bare = unsupervised(days, licences.get(who.pk, []), row.offering.site.state)
        since = days.first if who.pk in excluded or not bare else bare[0].first
        found.append(Concerned(row, tuple(reasons), since))
    return [each for each in found if each.reasons]


def supervision_gap(placement: Placement, today: date) -> list[Reason]:
    """Why whoever is to supervise may not on one of the days left; two or three queries."""
    days = _days_left(placement, today)
    return licence_gap(placement.supervisor, placement.offering.site, first=days.first, last=days.last)


def without_agreement(agreement: Agreement, today: date) -> list[Concerned]:
    """Placements that go on at the agreement's site and now have days that no agreement covers.

    Two or three queries, however many there are.
    """
    found = _going_on(today).filter(offering__site=agreement.site_id)
    if agreement.school_id:
        found = found.filter(student__school=agreement.school_id)
    rows = list(found)
    days = [_days_left(row, today) for row in rows]
    gaps = agreement_gaps(agreement.site, [(row.student.school_id, each) for row, each in zip(rows, days, strict=True)])
    return [Concerned(row, tuple(gap), each.first) for row, gap, each in zip(rows, gaps, days, strict=True) if gap]


def needs_about_supervisors(today: date) -> Iterator[Need]:
    """Placements whose supervisor may not supervise to their end, for the office."""
    for each in without_supervisor(today):
        row = each.placement
        words = {"name": isolated(row.supervisor), "on": written_date(each.since)}
        sentence = _("%(name)s may not supervise from %(on)s. Note the renewed licence, or find who may.") % words
        about, url = str(row.student.person), reverse("desk:placement", args=[row.pk])
        yield Need("no-supervisor", sentence, about, row.state_since_at.date(), url, each.since)


def _going_on(today: date) -> QuerySet[Placement]:
    rows = Placement.objects.filter(state__in=GOING_ON, period__endswith__gt=today)
    return rows.select_related("offering__site", "offering__preceptor", "supervised_by", "student__person").order_by(
        "period", "pk"
    )


def _in_doubt(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    # Passed over: no licence was told, or one of the site's state covers all days; never whoever stands on a list.
    of_supervisor = {"preceptor": OuterRef("supervising")}
    told = Licence.objects.filter(**of_supervisor)
    covering = told.filter(
        Q(issued_on=None) | Q(issued_on__lte=OuterRef("period__startswith")),
        Q(expires_on=None) | Q(expires_on__gte=OuterRef("period__endswith")),
        state=OuterRef("offering__site__state"),
    )
    listed = ExclusionCheck.objects.filter(**of_supervisor, result=ExclusionCheck.Result.LISTED)
    rows = rows.annotate(supervising=Coalesce("supervised_by", "offering__preceptor"))
    return rows.filter(Exists(listed) | (Exists(told) & ~Exists(covering)))


def _supervised_by(preceptor: Preceptor) -> Q:
    return Q(supervised_by=preceptor) | Q(supervised_by=None, offering__preceptor=preceptor)


def _days_left(placement: Placement, today: date) -> Period:
    dates = placement.dates
    return Period(max(dates.first, min(today, dates.last)), dates.last)
