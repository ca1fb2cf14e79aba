"""Who is at a site in a period, as the host reads it: on the page, on paper for badges, and as a sheet."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from openrotations.common.periods import Period
from openrotations.common.refusals import Words
from openrotations.desk.spreadsheets.words import clean, neutral
from openrotations.hosts.models import Preceptor
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

FORMS = ("csv", "xlsx")
_CLEARED = (PlacementState.CLEARED, PlacementState.ACTIVE, PlacementState.COMPLETED)
_KINDS = {
    PlacementState.CONFIRMED: "soon",
    PlacementState.CLEARED: "done",
    PlacementState.ACTIVE: "done",
    PlacementState.COMPLETED: "neutral",
}


@dataclass(frozen=True)
class Guest:
    """A student at the site: no address, no paper, no price. Wants student, person, school, offering, preceptors."""

    placement: Placement

    @property
    def name(self) -> str:
        """As the badge prints it: in Latin letters where the student gave it so."""
        return self.placement.student.person.printed_name

    @property
    def badge(self) -> Words:
        """What the badge says besides the name: whoever only observes is never called a student on a ward."""
        return _("Student") if self.placement.offering.hands_on else _("Observer")

    @property
    def dates(self) -> Period:
        """First and last day."""
        return self.placement.dates

    @property
    def preceptor(self) -> Preceptor:
        """Who supervises: the one the host named, else the offering's own."""
        return self.placement.supervisor

    @property
    def is_cleared(self) -> bool:
        """Whether every task before day one is done."""
        return self.placement.state in _CLEARED

    @property
    def state(self) -> Words:
        """Where the placement stands, in words for the host."""
        return {
            PlacementState.CONFIRMED: _("Not cleared yet: papers are being completed"),
            PlacementState.CLEARED: _("Cleared for day one"),
            PlacementState.ACTIVE: _("Here now"),
            PlacementState.COMPLETED: _("Completed"),
        }[PlacementState(self.placement.state)]

    @property
    def kind(self) -> str:
        """How the tag of the state looks."""
        return _KINDS[PlacementState(self.placement.state)]


def headings() -> list[str]:
    """The first line of the sheet."""
    return [_("Name"), _("Badge"), _("First day"), _("Last day"), _("Preceptor"), _("Rotation"), _("Cleared")]


def write_csv(guests: Iterable[Guest]) -> bytes:
    """CSV in UTF-8 with its mark, so that Excel shows every script; no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings())
    for guest in guests:
        first, last = guest.dates.first.isoformat(), guest.dates.last.isoformat()
        name, badge, preceptor, title, cleared = (neutral(clean(part)) for part in _texts(guest))
        writer.writerow([name, badge, first, last, preceptor, title, cleared])
    return text.getvalue().encode("utf-8-sig")


def write_workbook(guests: Iterable[Guest], *, now: datetime) -> bytes:
    """XLSX with typed dates and no formula. `now` is kept as the time of creation."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = now.replace(tzinfo=None)
    sheet = book.create_sheet("roster")
    sheet.freeze_panes = "A2"
    for position, width in enumerate((28, 12, 12, 12, 28, 36, 10), start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    heads = [WriteOnlyCell(sheet, heading) for heading in headings()]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for guest in guests:
        name, badge, preceptor, title, cleared = (_cell(sheet, neutral(clean(part))) for part in _texts(guest))
        days = [_day(sheet, datetime.combine(day, time())) for day in (guest.dates.first, guest.dates.last)]
        sheet.append([name, badge, *days, preceptor, title, cleared])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _texts(guest: Guest) -> tuple[str, str, str, str, str]:
    cleared = _("yes") if guest.is_cleared else _("no")
    return guest.name, str(guest.badge), guest.preceptor.full_name, guest.placement.offering.title, cleared


def _cell(sheet: Any, text: str) -> object:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _day(sheet: Any, day: datetime) -> object:
    cell = WriteOnlyCell(sheet, day)
    cell.number_format = "yyyy-mm-dd"
    return cell
