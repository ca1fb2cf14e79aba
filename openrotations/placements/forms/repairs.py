"""Input about the repair of a published round: whose plan is looked at again, days that close, seconds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import Application
from openrotations.catalogue.models import Opening
from openrotations.common.forms import DayField
from openrotations.common.periods import Period
from openrotations.common.wording import written_period
from openrotations.placements.plans.repairing import Closing
from openrotations.placements.queries.repairing.since import Short

ROWS = range(3)
_OF_A_CLOSING = ("opening", "first_on", "last_on", "because")


class RepairForm(forms.Form):
    """Students to look for, who comes in, days that close, and for how long to look.

    `chosen`, `coming` and `closings` are what it says.
    """

    students = forms.MultipleChoiceField(
        label=_("Whose plan should be looked at again?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    newcomers = forms.MultipleChoiceField(
        label=_("Who comes into this round?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seconds = forms.IntegerField(
        label=_("Look for at most how many seconds?"),
        min_value=2,
        max_value=120,
        help_text=_("From 2 to 120. A small round needs 5."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(
        self,
        *args: Any,
        short: Sequence[Short],
        newcomers: Sequence[Application],
        openings: Sequence[Opening],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        hit = [str(each.entry.application_id) for each in short if each.is_hit]
        self.initial = {"students": hit, "seconds": 5, **self.initial}
        self.openings = {str(opening.pk): opening for opening in openings}
        students, coming = self.fields["students"], self.fields["newcomers"]
        assert isinstance(students, forms.MultipleChoiceField) and isinstance(coming, forms.MultipleChoiceField)
        students.choices = [(str(each.entry.application_id), _line(each)) for each in short]
        coming.choices = [(str(each.pk), _newcomer(each)) for each in newcomers]
        choices = [("", _("Choose one")), *((pk, _title(each)) for pk, each in self.openings.items())]
        for row in ROWS:
            self.fields[f"opening_{row}"] = forms.ChoiceField(label=_("Where"), choices=choices, required=False)
            self.fields[f"first_on_{row}"] = DayField(label=_("First day"), required=False)
            self.fields[f"last_on_{row}"] = DayField(label=_("Last day"), required=False)
            self.fields[f"because_{row}"] = forms.CharField(
                label=_("Because"), max_length=300, required=False, help_text=_("Students and hosts read this.")
            )

    @property
    def closing_rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each closing."""
        return [{name: self[f"{name}_{row}"] for name in _OF_A_CLOSING} for row in ROWS]

    @property
    def chosen(self) -> set[UUID]:
        """Applications whose plan is looked at again."""
        return {UUID(pk) for pk in self.cleaned_data["students"]}

    @property
    def coming(self) -> set[UUID]:
        """Applications that are to come into the round."""
        return {UUID(pk) for pk in self.cleaned_data["newcomers"]}

    @property
    def closings(self) -> list[Closing]:
        """Days that close. Only for a valid form."""
        given = self.cleaned_data
        return [
            Closing(
                UUID(given[f"opening_{row}"]),
                Period(given[f"first_on_{row}"], given[f"last_on_{row}"]),
                given[f"because_{row}"].strip(),
            )
            for row in ROWS
            if given[f"opening_{row}"]
        ]

    def clean(self) -> None:
        """A closing has all its parts, in order, inside the dates of its opening, or none."""
        for row in ROWS:
            given = [self.cleaned_data.get(f"{name}_{row}") for name in _OF_A_CLOSING]
            if any(given):
                self._check_row(row)

    def _check_row(self, row: int) -> None:
        for name in _OF_A_CLOSING:
            if not self.cleaned_data.get(f"{name}_{row}") and f"{name}_{row}" not in self.errors:
                self.add_error(f"{name}_{row}", _("Give this, or leave the whole row empty."))
        names = ("opening", "first_on", "last_on")
        pk, first, last = (self.cleaned_data.get(f"{name}_{row}") for name in names)
        if not (pk and first and last):
            return
        if last < first:
            self.add_error(f"last_on_{row}", _("The last day is before the first day."))
        elif not self.openings[pk].dates.contains(Period(first, last)):
            self.add_error(f"first_on_{row}", _("These days are not inside the dates of this opening."))


def _line(short: Short) -> str:
    words = {"name": short.entry.application.student.person.full_name, "weeks": short.weeks, "wanted": short.wanted}
    return _("%(name)s: %(weeks)s of %(wanted)s weeks, %(why)s") % {**words, "why": short.why}


def _newcomer(application: Application) -> str:
    student = application.student
    words = {"name": student.person.full_name, "school": student.school.name, "weeks": application.weeks_wanted or 0}
    return _("%(name)s, %(school)s: wants %(weeks)s weeks") % words


def _title(opening: Opening) -> str:
    dates = written_period(opening.dates.first, opening.dates.last)
    return f"{opening.offering.title} · {opening.offering.site.name} · {dates}"
