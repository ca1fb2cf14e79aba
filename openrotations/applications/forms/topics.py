"""One page of what a student tells beyond the profile."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise

from openrotations.applications.models import Background


class Topic(forms.Form):
    """One page. `lead` says why we ask; `is_for_students` leaves out graduates."""

    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    is_for_students: ClassVar[bool] = False

    def values(self) -> dict[str, Any]:
        """The fields of the background, by name; None or an empty text is "later"."""
        return dict(self.cleaned_data)

    @classmethod
    def initial_from(cls, told: Background) -> dict[str, Any]:
        """What was told before, for the form's fields."""
        return {name: getattr(told, name) for name in cls.base_fields}

    @classmethod
    def in_words(cls, told: Background) -> str:
        """What was told, in words; empty where nothing was."""
        labels = (getattr(told, f"get_{name}_display", None) for name in cls.base_fields)
        return ", ".join(filter(None, (str(label()) for label in labels if label)))
