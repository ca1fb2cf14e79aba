"""Input about the tasks before day one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import capitalised
from openrotations.onboarding.models import Task
from openrotations.onboarding.queries import WEEKS_AHEAD

USUAL_WEEKS = 8


class CheckForm(forms.Form):
    """What the office decides about a task: checked, or open again because of something."""

    decision = forms.ChoiceField(choices=[("checked", _("checked")), ("open", _("open again"))])
    because = forms.CharField(label=_("What is missing?"), required=False, max_length=300)


class WaiveForm(forms.Form):
    """Why a task is not needed."""

    because = forms.CharField(label=_("Why is it not needed?"), required=False, max_length=300)


class ExceptionForm(forms.Form):
    """Why a director lets one placement go on against one rule."""

    because = forms.CharField(
        label=_("Why may this placement go on?"),
        help_text=_("Student and office read it, with your name."),
        max_length=300,
        strip=True,
    )


class BoardFilter(forms.Form):
    """Which placements the clearance board shows. Its answers stand in the address."""

    weeks = forms.TypedChoiceField(
        label=_("Day one within"),
        choices=[(weeks, _("%(weeks)s weeks") % {"weeks": weeks}) for weeks in WEEKS_AHEAD],
        coerce=int,
        required=False,
        initial=USUAL_WEEKS,
    )
    whose = forms.ChoiceField(
        label=_("Whose turn"), choices=[("", _("Anybody’s")), *capitalised(Task.Who.choices)], required=False
    )
    site = forms.CharField(label=_("Site"), max_length=100, required=False)
    cleared = forms.BooleanField(label=_("Those who are cleared, too"), required=False)
