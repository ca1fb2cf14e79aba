"""When a school that does not answer is asked again, and when the office takes over: pure."""

from collections.abc import Collection

# Days without an answer after which the registrar is asked again.
ASK_AGAIN_AFTER = (7, 14)
# Days after which the office is told: a week after the last reminder.
TELL_OFFICE_AFTER = 21


def stages_due(*, days: int, settled: Collection[int]) -> list[int]:
    """The stages that this many days have reached and that nobody has settled yet, the earliest first."""
    return [stage for stage in (*ASK_AGAIN_AFTER, TELL_OFFICE_AFTER) if stage <= days and stage not in settled]
