"""Windows and choices as spans on the band of weeks."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from openrotations.applications.models import Preference, Window
from openrotations.applications.states import WindowState
from openrotations.catalogue.queries import Fit
from openrotations.common.bands import Span


def window_spans(windows: Iterable[Window]) -> list[Span]:
    """The windows that are open or wait for the school; those refused are left out."""
    kinds = {WindowState.APPROVED: ("approved", _("Open window")), WindowState.STATED: ("asked", _("Asked"))}
    shown = [window for window in windows if window.state in kinds]
    return [
        Span(
            str(kinds[WindowState(row.state)][1]),
            row.dates.first,
            row.dates.last,
            kinds[WindowState(row.state)][0],
        )
        for row in shown
    ]


def choice_spans(chosen: Iterable[tuple[Preference, Fit]]) -> list[Span]:
    """The first three choices, which is what a band can hold."""
    return [
        Span(
            f"{choice.rank}. {fit.opening.offering.specialty}", fit.opening.dates.first, fit.opening.dates.last, "soon"
        )
        for choice, fit in list(chosen)[:3]
    ]
