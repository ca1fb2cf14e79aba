"""Why a student got or did not get a choice, in sentences for the student and for the office."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.placements.models import Outcome
from openrotations.placements.plans.reasons import sentences


def why(outcome: Outcome, *, to_student: bool) -> list[str]:
    """Sentences, the reason first; what would have changed it last. Nobody else is named."""
    detail = outcome.detail
    if "would_change" in detail and "cutoff" not in detail:
        return sentences(detail, to_student=to_student)
    if "cutoff" not in detail:
        return [_(detail.get("text", ""))]
    return [*_reason(outcome.reason, detail, to_student), *_remedy(detail, to_student)]


def _reason(reason: str, detail: dict[str, Any], to_student: bool) -> Iterator[str]:
    if reason == "placed":
        yield _("You got this one.") if to_student else _("Placed here.")
    elif reason == "plan":
        yield _("You got a choice that you rank higher.") if to_student else _("Has a choice that ranks higher.")
    elif reason == "seats":
        yield from _seats(detail, to_student)
    else:
        yield _("It did not open in this round.")


def _seats(detail: dict[str, Any], to_student: bool) -> Iterator[str]:
    cutoff = detail["cutoff"]
    if not cutoff["seats"]:
        yield _("Every seat was taken before this round.")
        return
    yield ngettext("Its one free seat is taken.", "Its %(count)s free seats are taken.", cutoff["seats"]) % {
        "count": cutoff["seats"]
    }
    places = {"last": cutoff["last_place"], "own": detail["place"]}
    if to_student:
        yield _("The last one admitted has place %(last)s in the lottery here. You have place %(own)s.") % places
    else:
        yield _("Last lottery place admitted: %(last)s. This student's place: %(own)s.") % places


def _remedy(detail: dict[str, Any], to_student: bool) -> Iterator[str]:
    """Only the number of seats is worth telling: nobody can choose a better place in a lottery."""
    counts = [remedy["seats"] for remedy in detail["remedies"] if remedy["seats"] and not remedy["ranked_above"]]
    if counts and detail["reason"] == "seats":
        words = {"count": counts[0]}
        if to_student:
            yield _("With %(count)s free seats you would have got it.") % words
        else:
            yield _("With %(count)s free seats this student would have got it.") % words
