"""What students and writers type, as clean values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.letters.drafts import Draft
from openrotations.letters.models import LetterRequest
from openrotations.letters.wordings import current_waiver


class AskForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the letter is for, and the student's free choice. Neither choice is set beforehand."""

    choice = forms.ChoiceField(label=_("May you read the letter?"), widget=forms.RadioSelect)
    signed_as = forms.CharField(
        label=_("Sign your choice"), help_text=_("Type your full name."), min_length=2, max_length=200
    )

    class Meta:
        model = LetterRequest
        fields = ["purpose", "specialty", "destination", "deadline_on"]
        labels = {"purpose": _("What is the letter for?"), "deadline_on": _("When do you need it?")}
        help_texts = {
            "purpose": _("Such as: applying to internal medicine, season 2028."),
            "destination": _("Where the writer uploads it."),
            "deadline_on": _("Your preceptor is reminded a week before, on the day, and three days after."),
        }
        widgets = {"deadline_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiver = current_waiver()
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("kept", waiver.kept), ("waived", waiver.waived)]


class AnswerForm(forms.Form):
    """The preceptor's answer, and a few words that the student reads."""

    ANSWERS = [
        ("agree", _("I will write it")),
        ("decline", _("I would rather not")),
        ("redirect", _("Ask a colleague")),
    ]
    answer = forms.ChoiceField(label=_("Your answer"), choices=ANSWERS)
    note = forms.CharField(
        label=_("A few words to the student"),
        help_text=_("The student reads them. For a colleague, give the name."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )


class DraftForm(forms.Form):
    """The letter as typed so far; everything may be missing still."""

    body = forms.CharField(
        label=_("The letter"),
        help_text=_("Start with “Dear Program Director,”. Part paragraphs by an empty line."),
        widget=forms.Textarea(attrs={"rows": 24}),
        max_length=30_000,
        required=False,
        strip=False,
    )
    title = forms.CharField(
        label=_("Your title"), help_text=_("Such as: MD, Associate Professor."), max_length=120, required=False
    )
    telephone = forms.CharField(label=_("Telephone on the letterhead"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail on the letterhead"), max_length=200, required=False)

    @property
    def draft(self) -> Draft:
        """The clean values as a draft."""
        values = {name: str(self.cleaned_data[name]) for name in ("body", "title", "telephone", "email")}
        return Draft(**{**values, "body": values["body"].replace("\r\n", "\n")})


class SignForm(DraftForm):
    """The finished letter with the writer's name typed under it."""

    signed_as = forms.CharField(
        label=_("Your full name"), help_text=_("Typed here, it is your signature."), min_length=2, max_length=200
    )
