"""Why a student got or did not get a choice, in sentences for the student and for the office."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.placements.models import Outcome
from openrotations.placements.plans.criteria import DECIDED_BY, whom_first
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
        yield from _closed(detail)


def _seats(detail: dict[str, Any], to_student: bool) -> Iterator[str]:
    cutoff = detail["cutoff"]
    if not cutoff["seats"]:
        yield _("Every seat was taken before this round.")
        return
    yield ngettext("Its one free seat is taken.", "Its %(count)s free seats are taken.", cutoff["seats"]) % {
        "count": cutoff["seats"]
    }
    if DECIDED_BY in detail:
        yield _("They went first to %(whom)s.") % {"whom": whom_first(detail[DECIDED_BY])}
        return
    places = {"last": cutoff["last_place"], "own": detail["place"]}
    if to_student:
        yield _("The last one admitted has place %(last)s in the lottery here. You have place %(own)s.") % places
    else:
        yield _("Last lottery place admitted: %(last)s. This student's place: %(own)s.") % places


def _closed(detail: dict[str, Any]) -> Iterator[str]:
    if detail["closed_with"] is None:
        yield _("It did not open in this round.")
        return
    yield ngettext(
        "It runs only when at least %(n)s student of this round comes.",
        "It runs only when at least %(n)s students of this round come.",
        detail["lower"],
    ) % {"n": detail["lower"]}
    yield ngettext(
        "Only %(n)s could be placed there, so it did not open.",
        "Only %(n)s could be placed there, so it did not open.",
        detail["closed_with"],
    ) % {"n": detail["closed_with"]}


def _remedy(detail: dict[str, Any], to_student: bool) -> Iterator[str]:
    """Only numbers of an opening are worth telling: nobody can choose a better place in a lottery."""
    lower = [remedy["lower"] for remedy in detail["remedies"] if remedy["lower"] and not remedy["ranked_above"]]
    if lower and detail["reason"] == "rule":
        words = {"n": lower[0]}
        if to_student:
            yield _("If it ran with %(n)s already, you would have got it.") % words
        else:
            yield _("If it ran with %(n)s already, this student would have got it.") % words
    counts = [remedy["seats"] for remedy in detail["remedies"] if remedy["seats"] and not remedy["ranked_above"]]
    if counts and detail["reason"] == "seats":
        words = {"count": counts[0]}
        if to_student:
            yield _("With %(count)s free seats you would have got it.") % words
        else:
            yield _("With %(count)s free seats this student would have got it.") % words
