"""New tasks of a placement, after those that it has."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from openrotations.onboarding.models import Task
from openrotations.placements.models import Placement


def append_tasks(placement: Placement, rows: Iterable[Mapping[str, Any]]) -> list[Task]:
    """A task for each of these fields, in their order; the placement is locked."""
    last = placement.tasks.aggregate(last=Max("position"))["last"] or 0
    return Task.objects.bulk_create(
        Task(placement=placement, position=place, **fields) for place, fields in enumerate(rows, start=last + 1)
    )
