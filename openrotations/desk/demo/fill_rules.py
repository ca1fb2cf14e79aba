"""A change to a rule that waits for a second person, so that there is something to decide."""

from datetime import datetime, timedelta
from functools import partial

from openrotations.common.actors import Actor
from openrotations.desk.demo.rows import Rows
from openrotations.rulebook.actions import propose_change
from openrotations.rulebook.changing import written
from openrotations.rulebook.queries import shipped_book

RULE = "final-year-or-cores"
_BEFORE = timedelta(hours=20)
_AHEAD = timedelta(days=30)
_BECAUSE = "Two hosts of the demo take nobody any more who has only said to be in the final year."


def propose_stricter_rule(rows: Rows) -> None:
    """The director proposes that core clerkships count alone; it would count in a month."""
    rows.diary.act(rows.midnight - _BEFORE, partial(_propose, rows))


def _propose(rows: Rows, now: datetime) -> None:
    rule = next(each for each in shipped_book().rules if each.id == RULE)
    alone = rule.model_copy(
        update={"yes_if": next(part for part in rule.yes_if.any if part.fact == "cores_missing")}  # type: ignore[union-attr]
    )
    by = Actor("person", str(rows.directors[0].pk), "director")
    day = (now + _AHEAD).date()
    propose_change(RULE, written(alone), because=_BECAUSE, effective_on=day, by=by, now=now)
