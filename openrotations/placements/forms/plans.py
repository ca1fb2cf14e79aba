"""Input about cohort plans into clean values: what a plan is good at, its limits, and a student's blocks."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import DayField
from openrotations.hosts.places import STATES
from openrotations.placements.plans.objectives import LEVELS, ONLY_SAVES, PRESETS

ROWS = range(2)
OWN_ORDER = "own"
A_YEAR = timedelta(days=364)
# Off until the office wants it; the hints of the fields say where each comes from.
SUGGESTED_WEEKS = {"state": "NY", "most": 12}
SUGGESTED_STUDENTS = {"state": "FL", "most": 3}


class PlanForm(forms.Form):
    """How a plan is computed: objectives in order, seconds, limits on states. `settings` is what a run keeps."""

    preset = forms.ChoiceField(
        label=_("What matters most?"),
        choices=[
            ("complete", _("Students with all their weeks, then weeks placed, then what students rank high")),
            ("weeks", _("Weeks placed, then students with all their weeks, then what students rank high")),
            ("price", _("Students with all their weeks, then weeks placed, then a low price")),
            (OWN_ORDER, _("My own order, set below")),
        ],
        widget=forms.RadioSelect,
    )
    seconds = forms.IntegerField(
        label=_("Compute for at most how many seconds?"),
        min_value=10,
        max_value=600,
        help_text=_("From 10 to 600. It ends earlier when nothing better is possible. You can stop it at any time."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, first_on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        for at, level in enumerate(LEVELS):
            self.fields[f"level_{at}"] = _choice(_PLACES[at], list(LEVELS.items()), initial=level)
        for row in ROWS:
            suggested = {} if row else SUGGESTED_WEEKS
            self.fields[f"weeks_on_{row}"] = forms.BooleanField(label=_("Keep this limit"), required=False)
            self.fields[f"weeks_state_{row}"] = _choice(_("State"), _STATES, initial=suggested.get("state"))
            self.fields[f"weeks_most_{row}"] = _number(_("Most weeks for each student"), suggested.get("most"))
        for row in ROWS:
            suggested = {} if row else SUGGESTED_STUDENTS
            self.fields[f"students_on_{row}"] = forms.BooleanField(label=_("Keep this limit"), required=False)
            self.fields[f"students_state_{row}"] = _choice(_("State"), _STATES, initial=suggested.get("state"))
            self.fields[f"students_of_{row}"] = _choice(_("Whom it counts"), _WHOM, initial="each")
            self.fields[f"students_most_{row}"] = _number(_("Most students"), suggested.get("most"))
            self.fields[f"students_first_on_{row}"] = _day(_("First day"), first_on)
            self.fields[f"students_last_on_{row}"] = _day(_("Last day"), first_on + A_YEAR)

    @property
    def levels(self) -> list[forms.BoundField]:
        """The fields of an order of one's own."""
        return [self[f"level_{at}"] for at in range(len(LEVELS))]

    @property
    def weeks_rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each limit on weeks."""
        return [{name: self[f"weeks_{name}_{row}"] for name in ("on", "state", "most")} for row in ROWS]

    @property
    def students_rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each limit on students."""
        return [
            {name: self[f"students_{name}_{row}"] for name in ("on", "state", "of", "most", "first_on", "last_on")}
            for row in ROWS
        ]

    def clean(self) -> None:
        """Checks the order when it is one's own, and each limit that is kept."""
        if self.cleaned_data.get("preset") == OWN_ORDER:
            self._check_order()
        for row in ROWS:
            if self.cleaned_data.get(f"weeks_on_{row}"):
                self._wants(f"weeks_state_{row}", f"weeks_most_{row}")
            if self.cleaned_data.get(f"students_on_{row}"):
                self._wants(*(f"students_{name}_{row}" for name in ("state", "most", "first_on", "last_on")))
                self._check_days(f"students_first_on_{row}", f"students_last_on_{row}")

    @property
    def settings(self) -> dict[str, Any]:
        """What a run keeps: see `queries.cohorts.cohort_of`."""
        given = self.cleaned_data
        return {
            "preset": given["preset"],
            "objectives": list(PRESETS.get(given["preset"]) or self._order()),
            "seconds": given["seconds"],
            "weeks_in_state": [
                {"state": given[f"weeks_state_{row}"], "most_weeks": given[f"weeks_most_{row}"]}
                for row in ROWS
                if given[f"weeks_on_{row}"]
            ],
            "students_in_state": [self._students_limit(row) for row in ROWS if given[f"students_on_{row}"]],
        }

    def _students_limit(self, row: int) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "state": given[f"students_state_{row}"],
            "each_school": given[f"students_of_{row}"] == "each",
            "most_students": given[f"students_most_{row}"],
            "first_on": given[f"students_first_on_{row}"].isoformat(),
            "last_on": given[f"students_last_on_{row}"].isoformat(),
        }

    def _order(self) -> list[str]:
        return [self.cleaned_data.get(f"level_{at}", "") for at in range(len(LEVELS))]

    def _check_order(self) -> None:
        order = self._order()
        if len(set(order)) < len(LEVELS):
            self.add_error("level_0", _("Put each of the five in one place."))
        elif order[0] in ONLY_SAVES:
            text = _("Start with students, weeks or hosts. The cheapest plan of all is the one that places nobody.")
            self.add_error("level_0", text)

    def _wants(self, *names: str) -> None:
        for name in names:
            if self.cleaned_data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("Give this, or do not keep the limit."))

    def _check_days(self, first: str, last: str) -> None:
        starts, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if starts and ends and ends < starts:
            self.add_error(last, _("The last day is before the first day."))


def initial_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it was sent when these settings were kept; the usual ones without any."""
    found: dict[str, Any] = {
        "preset": settings.get("preset", "complete"),
        "seconds": settings.get("seconds", 60),
    }
    for at, level in enumerate(settings.get("objectives", ())):
        found[f"level_{at}"] = level
    for row, limit in enumerate(settings.get("weeks_in_state", ())[: len(ROWS)]):
        found |= {f"weeks_on_{row}": True, f"weeks_state_{row}": limit["state"]}
        found[f"weeks_most_{row}"] = limit["most_weeks"]
    for row, limit in enumerate(settings.get("students_in_state", ())[: len(ROWS)]):
        found |= {f"students_on_{row}": True, f"students_state_{row}": limit["state"]}
        found[f"students_of_{row}"] = "each" if limit["each_school"] else "all"
        found[f"students_most_{row}"] = limit["most_students"]
        found[f"students_first_on_{row}"] = limit["first_on"]
        found[f"students_last_on_{row}"] = limit["last_on"]
    return found


class BlocksForm(forms.Form):
    """For each choice of a student, the block they have there, or none."""

    def __init__(self, *args: Any, blocks: Sequence[tuple[str, str, list[tuple[str, str]], str]], **more: Any):
        super().__init__(*args, **more)
        for name, label, options, initial in blocks:
            choices = [("", _("not in the plan")), *options]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)

    @property
    def wanted(self) -> list[tuple[str, int, int]]:
        """The chosen blocks: opening, first week, number of weeks, in the order of weeks."""
        found = []
        for name, value in self.cleaned_data.items():
            if value:
                start, length = value.split("+")
                found.append((name, int(start), int(length)))
        return sorted(found, key=lambda block: block[1])


_STATES = [("", _("Choose one")), *STATES]
_WHOM = [("each", _("students of each school by itself")), ("all", _("all students together"))]
_PLACES = (_("First"), _("Second"), _("Third"), _("Fourth"), _("Fifth"))


def _choice(label: Any, choices: Sequence[tuple[Any, Any]], initial: object) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)


def _number(label: Any, initial: object) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=10_000, initial=initial, required=False, widget=widget
    )


def _day(label: Any, initial: date) -> DayField:
    return DayField(label=label, initial=initial, required=False)
