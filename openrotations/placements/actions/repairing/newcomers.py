"""Who comes into a published round with a repair: their part in it, and why they got each choice or not."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from openrotations.applications.models import Application
from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.placements.actions.explaining import why_left_out
from openrotations.placements.models import Outcome, Round, RoundEntry, Run
from openrotations.placements.queries.instances import Choice, choices_of

# Kept as the message's own words; pages translate them.
GIVEN = gettext_noop("You got this one from what was free when you came into this round.")
NOT_GIVEN = gettext_noop("The round had its plans when you came in. Your plan is made from what was free.")


def take_in(
    newcomers: Collection[Application], round: Round, run: Run, *, by: Actor, now: datetime
) -> list[Choice]:  # fmt: skip
    """Give these applications their part in the round; returns their choices as they are before they have a seat.

    The caller holds their locks, and offers them their plans.
    """
    if not newcomers:
        return []
    RoundEntry.objects.bulk_create([RoundEntry(round=round, application=each) for each in newcomers])
    ids = {each.pk for each in newcomers}
    record("take_in_newcomers", round, by=by, now=now, run=str(run.pk), applications=sorted(map(str, ids)))
    return [choice for choice in choices_of(round, now) if choice.entry.application_id in ids]


def note_newcomers(choices: Sequence[Choice], given: Collection[tuple[UUID, UUID]]) -> None:
    """Keep a reason for each of these choices. `given` are the application and the opening of each offer made."""
    outcomes = []
    for choice in choices:
        is_given = (choice.entry.application_id, choice.opening.pk) in given
        if choice.reasons and not is_given:
            detail = why_left_out(choice)
        else:
            reason = "placed" if is_given else "plan"
            detail = {"reason": reason, "code": "repaired", "text": GIVEN if is_given else NOT_GIVEN}
        outcomes.append(
            Outcome(
                entry=choice.entry,
                preference=choice.preference,
                is_given=is_given,
                reason=detail["reason"],
                detail=detail,
            )
        )
    Outcome.objects.bulk_create(outcomes)
