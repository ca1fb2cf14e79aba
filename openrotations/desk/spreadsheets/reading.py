"""Bytes of a file into sheets. The content decides what a file is; its name is never believed."""

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.delimited import read_delimited
from openrotations.desk.spreadsheets.faults import BadFile, Sentence
from openrotations.desk.spreadsheets.sheets import MAX_BYTES, Sheet
from openrotations.desk.spreadsheets.workbooks import read_workbook

_SAVE_AS = _("Save it as an Excel workbook (.xlsx) or as CSV, and try again.")
_STRANGERS = (
    (b"\xd0\xcf\x11\xe0", _("This is an old Excel file (.xls), or a workbook with a password.")),
    (b"%PDF", _("This is a PDF. A table in a PDF cannot be imported.")),
    (b"{\\rtf", _("This is a text document, not a table.")),
    (b"\x89PNG", _("This is a picture. A picture of a table cannot be imported.")),
    (b"\xff\xd8\xff", _("This is a picture. A picture of a table cannot be imported.")),
    (b"\x1f\x8b", _("This file is packed. Unpack it first.")),
    (b"SQLite format 3", _("This is a database, not a table.")),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<style")


def read_sheets(name: str, content: bytes) -> list[Sheet]:
    """Returns the sheets of a file that hold something, at least one.

    Raises `BadFile` where the file is empty, too large, damaged, or something other than a table.
    """
    if len(content) > MAX_BYTES:
        raise BadFile(
            name,
            Sentence(_("This file is larger than 10 MB.")),
            Sentence(_("Split it into smaller files, or delete pictures and sheets you do not import.")),
        )
    for start, message in _STRANGERS:
        if content.startswith(start):
            raise BadFile(name, Sentence(message), Sentence(_SAVE_AS))
    if content.startswith(b"PK"):
        sheets = read_workbook(name, content)
    else:
        _refuse_markup(name, content)
        sheets = [sheet for sheet in [read_delimited(name, content)] if sheet.rows]
    if not sheets:
        raise BadFile(
            name,
            Sentence(_("This file is empty.")),
            Sentence(_("Put a row of headings and at least one row under it, and save the file.")),
        )
    return sheets


def _refuse_markup(name: str, content: bytes) -> None:
    """Some programs save a web page and call it .xls or .csv."""
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP):
        raise BadFile(name, Sentence(_("This is a web page or XML, not a table of cells.")), Sentence(_SAVE_AS))
