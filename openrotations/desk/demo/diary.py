"""What happened when: the demo's past is told in order of time, so that its audit trail reads like one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from openrotations.audit.actions import record
from openrotations.common.actors import Actor

type Step = Callable[[datetime], object]

# The same function without its own savepoint: the whole past is one transaction, and has thousands of entries.
_record: Callable[..., object] = record.__wrapped__  # type: ignore[attr-defined]


@dataclass
class Diary:
    """Steps with their moments. Rows of the past are written before; only their audit entries stand here."""

    steps: list[tuple[datetime, Step]] = field(default_factory=list)

    def note(self, at: datetime, action: str, row: Model, by: Actor, **details: Any) -> None:
        """One audit entry of something whose row is written already."""
        self.steps.append((at, lambda now: _record(action, row, by=by, now=now, **details)))

    def act(self, at: datetime, step: Step) -> None:
        """One real action, called with its moment as `now`: its messages and links are real too."""
        self.steps.append((at, step))

    def replay(self) -> None:
        """Take every step, the earliest first; of two at the same moment the one written first."""
        for at, step in sorted(self.steps, key=lambda pair: pair[0]):
            step(at)
        self.steps.clear()
