"""Setting up the office and changing its policies."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused
from openrotations.office.models import Programme
from openrotations.office.queries import programme_or_none
from openrotations.office.signals import policies_changed

RULES_ASK = frozenset({"min_weeks", "max_weeks", "graduates_may"})
"""What rules ask of the programme."""


@transaction.atomic
def open_office(values: dict[str, Any], *, by: Actor, now: datetime) -> Programme:
    """Create the one programme of this installation. Refused when there is one already."""
    if programme_or_none():
        raise Refused([Reason("office-exists", _("This office is already set up."))])
    programme = Programme.objects.create(**values)
    record("open_office", programme, by=by, now=now)
    return programme


@transaction.atomic
def change_policies(programme: Programme, values: dict[str, Any], *, by: Actor, now: datetime) -> Programme:
    """Save new settings of the office, with what they were before in the audit trail."""
    programme = Programme.locked(programme.pk)
    before = {name: str(getattr(programme, name)) for name in values}
    for name, value in values.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(values))
    after = {name: str(value) for name, value in values.items()}
    record("change_policies", programme, by=by, now=now, before=before, after=after)
    if any(before[name] != after[name] for name in RULES_ASK & before.keys()):
        policies_changed.send(Programme, programme=programme, by=by, now=now)
    return programme
