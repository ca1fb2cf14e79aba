"""Input of a text's draft, and filters of who accepted it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.common.forms import DayField


class DraftForm(forms.Form):
    """A wording, what changed with it, and from when it holds."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 28, "dir": "auto"}),
        help_text=_("Plain text. An empty line begins a paragraph, “## ” a heading, “- ” an item of a list."),
    )
    change = forms.CharField(
        label=_("What changed, in one sentence"),
        max_length=300,
        help_text=_("Students and visitors read it. For the first version write that it is the first."),
    )
    holds_from = DayField(label=_("Holds from"))
    needs_acceptance = forms.BooleanField(
        label=_("Students are asked to accept this version"),
        required=False,
        help_text=_(
            "Untick it for a corrected slip of the pen: whoever accepted the version before is not asked again."
        ),
    )


class AcceptedFilter(forms.Form):
    """Whom to show."""

    said = forms.ChoiceField(
        label=_("Students"),
        choices=[("", _("all")), ("missing", _("not accepted yet")), ("accepted", _("accepted"))],
        required=False,
    )
    words = forms.CharField(label=_("Name or e-mail"), max_length=100, required=False)
