"""What is to be done before day one: by whom, how the papers stand, who is reminded, and the board of it all."""

from openrotations.onboarding.queries.clearance import (
    WEEKS_AHEAD,
    BoardRow,
    board,
    missing_most,
    placements_starting,
)
from openrotations.onboarding.queries.day_one import DayOne, day_one_of
from openrotations.onboarding.queries.findings import (
    findings_about,
    findings_of,
    placements_concerned,
    placements_ruled_otherwise,
    rules_against,
)
from openrotations.onboarding.queries.papers import (
    AHEAD,
    JUDGED,
    SitePapers,
    TaskRow,
    lacking,
    papers_asked,
    papers_for_sites,
    placements_ahead_in,
    placements_asking,
    placements_to_judge,
    placements_without_open_tasks,
    rows_of,
    standing_of,
)
from openrotations.onboarding.queries.reminders import (
    ReminderDue,
    placements_with_open_tasks,
    reminders_due,
    waits_for_office,
)
from openrotations.onboarding.queries.tasks import is_close, office_needs, tasks_of, turns

__all__ = [
    "AHEAD",
    "JUDGED",
    "WEEKS_AHEAD",
    "BoardRow",
    "DayOne",
    "ReminderDue",
    "SitePapers",
    "TaskRow",
    "board",
    "day_one_of",
    "findings_about",
    "findings_of",
    "is_close",
    "lacking",
    "missing_most",
    "office_needs",
    "papers_asked",
    "papers_for_sites",
    "placements_ahead_in",
    "placements_asking",
    "placements_concerned",
    "placements_ruled_otherwise",
    "placements_starting",
    "placements_to_judge",
    "placements_with_open_tasks",
    "placements_without_open_tasks",
    "reminders_due",
    "rows_of",
    "rules_against",
    "standing_of",
    "tasks_of",
    "turns",
    "waits_for_office",
]
