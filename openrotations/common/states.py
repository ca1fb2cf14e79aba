"""States and the moves allowed between them: one table serves the code, the pages and the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.db.models import Model
from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason, Refused


@dataclass(frozen=True)
class StateTable:
    """Allowed moves of one kind of row: state -> states that may follow."""

    moves: Mapping[str, tuple[str, ...]]

    def allows(self, old: str, new: str) -> bool:
        """Whether a row may go from `old` to `new`."""
        return new in self.moves.get(old, ())

    def is_end(self, state: str) -> bool:
        """Whether nothing can follow this state."""
        return not self.moves.get(state)

    def trigger(self, field: str = "state") -> pgtrigger.FSM:
        """The same table as a database trigger, so that raw SQL cannot break it either."""
        pairs = [(old, new) for old, news in self.moves.items() for new in news]
        return pgtrigger.FSM(name=f"{field}_moves", field=field, transitions=pairs)

    def move(self, row: Model, to: str, *, field: str = "state", **changes: Any) -> None:
        """Move a locked row to a state, with further field changes, and save just those fields.

        Raises Refused when the table does not allow the move. Every change of state goes through here.
        """
        self._refuse_unless_allowed(row, to, field)
        for name, value in {field: to, **changes}.items():
            setattr(row, name, value)
        row.save(update_fields=[field, *changes])

    def move_all(self, rows: Sequence[Model], to: str, *, field: str = "state") -> None:
        """Move locked rows of one table to a state with one query. Raises Refused, and then none is moved."""
        for row in rows:
            self._refuse_unless_allowed(row, to, field)
        for row in rows:
            setattr(row, field, to)
        if rows:
            type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).update(**{field: to})

    def _refuse_unless_allowed(self, row: Model, to: str, field: str) -> None:
        old = getattr(row, field)
        if not self.allows(old, to):
            text = _("This step is not possible now: the state is “%(old)s”.") % {"old": _label(row, field)}
            raise Refused([Reason(f"cannot-move-{old}-to-{to}", text)])


def _label(row: Model, field: str) -> str:
    display = getattr(row, f"get_{field}_display", None)
    return str(display()) if display else str(getattr(row, field))
