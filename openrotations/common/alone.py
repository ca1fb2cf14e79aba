"""Many rows, one after the other, of which one may break: the others do not wait for whoever mends it."""

from collections.abc import Callable, Iterable, Iterator

import structlog
from django.db.models import Model

log = structlog.get_logger("openrotations.sweeps")


def each_alone[Row: Model, Result](rows: Iterable[Row], act: Callable[[Row], Result]) -> Iterator[Result]:
    """What `act`, which is atomic, came to for each row; one that breaks is logged by its id and passed over."""
    for row in rows:
        try:
            result = act(row)
        except Exception:
            log.exception("one of many broke", kind=row._meta.label, row=str(row.pk))
        else:
            yield result
