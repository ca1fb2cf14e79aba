"""With how many students at least an opening of a round runs."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.placements import rules
from openrotations.placements.models import Round
from openrotations.placements.plans.criteria import why_not_least
from openrotations.placements.queries.least import openings_listed


@transaction.atomic
def set_least_numbers(round: Round, least: Mapping[UUID, int], *, by: Actor, now: datetime) -> None:
    """Keep the fewest students of each of these openings; 0 and 1 say that one is enough. Those not named need one."""
    round = Round.locked(round.pk)
    seats = {line.opening.pk: line.opening.seats for line in openings_listed(round)}
    refuse_if(rules.why_not_this_kind(kind=round.kind, wanted=Round.Kind.RANKED))
    refuse_if(why_not_least(state=round.state, least=least, seats=seats))
    kept = {str(opening): number for opening, number in sorted(least.items()) if number > 1}
    round.settings = {**round.settings, "least": kept}
    round.save(update_fields=["settings"])
    record("set_least_numbers", round, by=by, now=now, least=kept)
