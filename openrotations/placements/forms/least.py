"""With how many students at least each opening of a round runs."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.placements.queries.least import LeastLine


class LeastForm(forms.Form):
    """A number for each opening with several seats that students of the round list."""

    def __init__(self, *args: Any, lines: Iterable[LeastLine], **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines = [line for line in lines if line.opening.seats > 1]
        for line in self.lines:
            self.fields[str(line.opening.pk)] = forms.IntegerField(
                label=_("At least how many students?"),
                min_value=0,
                max_value=line.opening.seats,
                required=False,
                initial=line.least or None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def rows(self) -> list[tuple[LeastLine, forms.BoundField]]:
        """Each opening with its field."""
        return [(line, self[str(line.opening.pk)]) for line in self.lines]

    @property
    def least(self) -> dict[UUID, int]:
        """What was given. Only for a valid form."""
        return {UUID(name): number for name, number in self.cleaned_data.items() if number}
