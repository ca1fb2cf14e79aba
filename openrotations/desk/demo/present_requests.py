"""What students ask the office now: one wants to come later, and one waits for the visa."""

from datetime import datetime, timedelta
from functools import partial

from openrotations.common.actors import Actor
from openrotations.desk.demo.rows import Rows
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.queries.requests import Wish, open_requests, other_dates
from openrotations.placements.states import PlacementState, RequestKind

_ASKED_BEFORE = timedelta(hours=11)
_TOLD_OF_VISA_BEFORE = timedelta(hours=8)
_GRANTED_BEFORE = timedelta(hours=7)
# Far enough ahead that dates can still move, and that nobody else of the demo's story acts on it.
_AHEAD = timedelta(days=24)


def ask_for_changes(rows: Rows) -> None:
    """Yesterday evening's requests: one waits for the office, one is granted within the hour."""
    rows.diary.act(rows.midnight - _ASKED_BEFORE, partial(_ask_for_later_dates, rows))
    rows.diary.act(rows.midnight - _TOLD_OF_VISA_BEFORE, partial(_wait_for_visa, rows))
    rows.diary.act(rows.midnight - _GRANTED_BEFORE, partial(_grant, rows))


def _ask_for_later_dates(rows: Rows, now: datetime) -> None:
    for placement in _coming(rows)[1:]:
        if dates := other_dates(placement, RequestKind.POSTPONE, now):
            wish = Wish(RequestKind.POSTPONE, dates[0].period)
            note = "My examination was moved. May I come a little later?"
            actions.ask_office(placement, wish, note=note, by=_student(placement), now=now)
            return


def _wait_for_visa(rows: Rows, now: datetime) -> None:
    for placement in _coming(rows)[:1]:
        until = (now + timedelta(days=14)).date()
        wish = Wish(RequestKind.PROCESSING, look_again_on=until)
        actions.ask_office(placement, wish, by=_student(placement), now=now)


def _grant(rows: Rows, now: datetime) -> None:
    for asked in open_requests().filter(kind=RequestKind.PROCESSING):
        actions.grant_request(asked, by=rows.office_for("visa"), now=now)


def _coming(rows: Rows) -> list[Placement]:
    """Confirmed placements that begin some weeks from now, the farthest first."""
    found = Placement.objects.filter(
        state=PlacementState.CONFIRMED, period__startswith__gt=(rows.midnight + _AHEAD).date()
    )
    joined = found.select_related("application__student__person", "offering__site", "opening__offering__site")
    return list(joined.order_by("-period", "pk"))


def _student(placement: Placement) -> Actor:
    return Actor("person", str(placement.application.student.person_id), "student")
