"""What a host writes under a letter of invitation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.hosts.models import HostCoordinator


class SignForm(forms.Form):
    """Who signs, how to reach them, and what they state."""

    signed_as = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("Writing it here signs the letter, as it is shown above.")
    )
    title = forms.CharField(label=_("Your position"), max_length=120)
    telephone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, help_text=_("Somebody may call to check the letter.")
    )
    no_pay = forms.BooleanField(label=_("We pay the student nothing for this rotation"), required=False)

    def __init__(self, *args: Any, coordinator: HostCoordinator, **choices: Any) -> None:
        super().__init__(*args, **choices)
        self.fields["signed_as"].initial = coordinator.full_name
