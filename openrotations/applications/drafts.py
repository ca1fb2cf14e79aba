"""What somebody said before they have a profile, kept in their session until it is saved with the profile."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from openrotations.applications.actions.profile import Told

_PROFILE, _TOLD = "profile", "told"


def draft_of(request: HttpRequest) -> dict[str, Any]:
    """The profile's answers so far; empty where there are none."""
    return dict(request.session.get(_PROFILE, {}))


def keep_draft(request: HttpRequest, answers: Mapping[str, Any]) -> None:
    """Keep these answers of the profile instead of those kept before."""
    request.session[_PROFILE] = dict(answers)


def told_in(request: HttpRequest) -> Told:
    """What was said beyond the profile."""
    kept = request.session.get(_TOLD, {})
    return Told(background=dict(kept.get("background", {})), weeks_wanted=kept.get("weeks_wanted"))


def keep_told(request: HttpRequest, background: Mapping[str, Any], weeks_wanted: int | None) -> None:
    """Keep what was said beyond the profile, for the day on which the profile is saved."""
    request.session[_TOLD] = Told(background=dict(background), weeks_wanted=weeks_wanted)


def forget_draft(request: HttpRequest) -> None:
    """Everything is saved, or not wanted any more."""
    request.session.pop(_PROFILE, None)
    request.session.pop(_TOLD, None)
