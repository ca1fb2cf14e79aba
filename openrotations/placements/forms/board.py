"""What somebody wants to see on the board, and where they try a placement."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from openrotations.catalogue.models import Opening
from openrotations.catalogue.queries import specialties, states_offered
from openrotations.common.forms import DayField
from openrotations.common.wording import written_period
from openrotations.hosts.places import STATES
from openrotations.placements.models import Placement
from openrotations.placements.queries.board import DOWN, LENGTHS, Asked, runs_to_show, sites_offered

PICTURE, TABLE = "picture", "table"


class BoardForm(forms.Form):
    """Which part of the board is shown. Its answers stand in the address, which can be shared."""

    down = forms.ChoiceField(choices=[(name, name) for name in DOWN], required=False, widget=forms.HiddenInput)
    look = forms.ChoiceField(choices=[(PICTURE, PICTURE), (TABLE, TABLE)], required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("State"), required=False)
    specialty = forms.ChoiceField(label=_("Specialty"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    starts_on = DayField(label=_("From the week of"), required=False)
    weeks = forms.TypedChoiceField(
        label=_("How long"),
        choices=[(n, ngettext_lazy("%(n)d week", "%(n)d weeks", n) % {"n": n}) for n in LENGTHS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    run = forms.ChoiceField(label=_("With what a plan would fill"), required=False)
    room = forms.BooleanField(label=_("Only with room"), required=False)

    def __init__(self, asked: Any, *, today: date) -> None:
        self.today = today
        monday = today - timedelta(days=today.weekday())
        usual = {"starts_on": monday.isoformat(), "weeks": str(LENGTHS[1])}
        super().__init__(usual | {name: asked[name] for name in asked})
        states = dict(STATES)
        self._offer("state", [(code, states.get(code, code)) for code in states_offered()])
        self._offer("specialty", [(name, name) for name in specialties()])
        self._offer("site", [(str(site.pk), f"{site.name}, {site.city}") for site in sites_offered()])
        runs = [(str(pk), _("%(round)s, plan %(n)d") % {"round": name, "n": n}) for pk, name, n in runs_to_show()]
        self._offer("run", runs)
        if not runs:
            del self.fields["run"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        nothing = _("None") if name == "run" else _("Any")
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What was asked for; answers that make no sense are left out."""
        self.is_valid()
        given = self.cleaned_data
        return Asked(
            starts_on=given.get("starts_on") or self.today,
            weeks=given.get("weeks") or LENGTHS[1],
            down=given.get("down") or DOWN[0],
            state=given.get("state", ""),
            specialty=given.get("specialty", ""),
            site=UUID(given["site"]) if given.get("site") else None,
            with_room=given.get("room", False),
            run=UUID(given["run"]) if given.get("run") else None,
        )

    @property
    def is_table(self) -> bool:
        """Whether words are wanted instead of the picture."""
        self.is_valid()
        return bool(self.cleaned_data.get("look") == TABLE)


class ChosenForm(forms.Form):
    """Which placement is to be tried elsewhere."""

    placement = forms.UUIDField(required=False)

    @property
    def chosen(self) -> UUID | None:
        """Its id; None when the address names none."""
        return self.cleaned_data.get("placement") if self.is_valid() else None


class TrialForm(forms.Form):
    """Where and when a placement is tried. Nothing that is sent is saved."""

    prefix = "to"
    opening = forms.ChoiceField(label=_("Opening"))
    starts_on = DayField(label=_("First day"))
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=52)

    def __init__(self, asked: Any, *, placement: Placement, openings: list[Opening]) -> None:
        super().__init__(asked if "to-opening" in asked else None)
        self.openings = {str(opening.pk): opening for opening in openings}
        self.initial = {
            "opening": str(placement.opening_id),
            "starts_on": placement.dates.first,
            "weeks": placement.dates.weeks,
        }
        self.fields["opening"].choices = _by_site(openings)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Opening:
        """The opening chosen. Only for a valid form."""
        return self.openings[self.cleaned_data["opening"]]


def _by_site(openings: list[Opening]) -> list[tuple[str, list[tuple[str, str]]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for opening in openings:
        site, dates = opening.offering.site, opening.dates
        words = f"{opening.offering.title} · {written_period(dates.first, dates.last)}"
        found.setdefault(f"{site.name}, {site.city}", []).append((str(opening.pk), words))
    return list(found.items())
