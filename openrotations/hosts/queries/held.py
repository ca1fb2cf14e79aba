"""The licences of many preceptors, and who of them stands on a list of excluded providers; constant queries."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from openrotations.hosts import rules
from openrotations.hosts.models import ExclusionCheck, Licence, Preceptor, Site


def licences_by_preceptor(preceptor_ids: Collection[UUID]) -> dict[UUID, list[rules.HeldLicence]]:
    """Preceptor's id -> the licences that the office has looked up, all states; none when it has looked up none.

    A licence that was only told, such as by an import, says nothing of its end and so blocks nothing; beside others
    that were looked up it stands for its state.
    """
    held: dict[UUID, list[rules.HeldLicence]] = defaultdict(list)
    for row in Licence.objects.filter(preceptor__in=preceptor_ids):
        held[row.preceptor_id].append(rules.HeldLicence(row.state, row.expires_on, row.issued_on))
    told = Preceptor.objects.filter(pk__in=held).exclude(licence_state="").values_list("pk", "licence_state")
    for preceptor_id, state in told if held else ():
        if state not in {licence.state for licence in held[preceptor_id]}:
            held[preceptor_id].append(rules.HeldLicence(state))
    return held


def licence_state(preceptor: Preceptor, site: Site) -> str:
    """The state whose licence the physician works under there: the site's own if it was looked up, else as told."""
    looked_up = preceptor.licences.filter(state=site.state).exists()
    return site.state if looked_up else preceptor.licence_state


def excluded_among(preceptor_ids: Collection[UUID]) -> set[UUID]:
    """Ids of those whom the last look found on a list of excluded providers."""
    newest = ExclusionCheck.objects.filter(preceptor__in=preceptor_ids)
    newest = newest.order_by("preceptor_id", "-checked_on", "-created_at").distinct("preceptor_id")
    return {row.preceptor_id for row in newest if row.result == ExclusionCheck.Result.LISTED}
