"""Input of the import pages: the files, and what each of their headings is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openrotations.desk.imports.sources import Source
from openrotations.desk.imports.uploads import MAX_FILES, MAX_MEGABYTES, Correction
from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.desk.spreadsheets.dates import DayOrder
from openrotations.desk.spreadsheets.faults import BadFile, excerpt
from openrotations.desk.spreadsheets.matching import SURE, Match
from openrotations.desk.spreadsheets.tables import ReadTable

type Choices = list[tuple[str, str | Promise]]
_KINDS: Choices = [("", _("recognise it")), *((kind, table.label) for kind, table in TABLES.items())]
_ORDERS: Choices = [
    ("", _("as the files show")),
    (DayOrder.DAY_FIRST.value, _("the day: 4 January")),
    (DayOrder.MONTH_FIRST.value, _("the month: 1 April")),
]


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One or several files; `clean` returns a list."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(file, initial) for file in files] or [super().clean(None, initial)]


class UploadForm(forms.Form):
    """The files to compare with the programme."""

    sheets = _FilesField(
        label=_("Files"),
        allow_empty_file=True,
        max_length=None,
        help_text=_("CSV or Excel workbooks (.xlsx), one or several at once, each at most 5 MB."),
        error_messages={"required": _("Choose at least one file.")},
    )

    def clean_sheets(self) -> list[UploadedFile[Any]]:
        """Raises ValidationError for each file that is too large, and for too many."""
        files: list[UploadedFile[Any]] = self.cleaned_data["sheets"]
        errors = [
            _("“%(name)s” has %(size)s MB. The limit is %(most)s MB: split it, or delete pictures and other sheets.")
            % {"name": excerpt(file.name), "size": f"{(file.size or 0) / 1024**2:.1f}", "most": MAX_MEGABYTES}
            for file in files
            if (file.size or 0) > MAX_MEGABYTES * 1024**2
        ]
        if len(files) > MAX_FILES:
            errors.append(
                ngettext("Choose at most %(most)s file.", "Choose at most %(most)s files.", MAX_FILES)
                % {"most": MAX_FILES}
            )
        if errors:
            raise forms.ValidationError([forms.ValidationError(error) for error in errors])
        return files


class CheckForm(forms.Form):
    """For each file its kind, and for each of its headings the column it is read as."""

    date_order = forms.ChoiceField(label=_("In 04/01/2027, first comes"), choices=_ORDERS, required=False)

    def __init__(
        self, given: Mapping[str, Any] | None, *, sources: Sequence[Source], read: Sequence[ReadTable | BadFile]
    ) -> None:
        super().__init__(given)
        order = next((source.date_order for source in sources if source.date_order), None)
        self.fields["date_order"].initial = order.value if order else ""
        self.matches: list[list[Match]] = []
        for number, (source, table) in enumerate(zip(sources, read, strict=True)):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("What it holds"), choices=_KINDS, initial=source.kind or "", required=False
            )
            self.matches.append(table.matches if isinstance(table, ReadTable) else [])
            for match in self.matches[-1]:
                self.fields[f"column_{number}_{match.position}"] = _column_field(match, table)

    def kind_of(self, number: int) -> forms.BoundField:
        """The choice of what a file holds."""
        return self[f"kind_{number}"]

    def columns_of(self, number: int) -> list[forms.BoundField]:
        """The choices of what the headings of a file are."""
        return [self[f"column_{number}_{match.position}"] for match in self.matches[number]]

    @property
    def corrections(self) -> list[Correction]:
        """What was said of each file. Only for a valid form."""
        given = self.cleaned_data
        return [
            Correction(
                given[f"kind_{number}"],
                {match.heading: given[f"column_{number}_{match.position}"] for match in matches},
            )
            for number, matches in enumerate(self.matches)
        ]


def _column_field(match: Match, table: ReadTable | BadFile) -> forms.ChoiceField:
    columns = TABLES[table.kind].columns if isinstance(table, ReadTable) else ()
    known = {column.key for column in columns}
    unsure = match.key and match.confidence < SURE
    return forms.ChoiceField(
        label=match.heading,
        choices=[("", _("not read")), *((column.key, column.label) for column in columns)],
        initial=match.key if match.key in known else "",
        required=False,
        help_text=_("Only alike: look whether it is right.") if unsure else "",
    )
