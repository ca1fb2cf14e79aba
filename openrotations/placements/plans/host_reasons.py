"""What became of the seats of an opening in a round, in sentences for its host and for the office.

`told` is what the planner says of the opening as JSON values: `planner.cohort.reasons.offerings` of a round of
plans, `planner.ranked.offerings` of a ranked one. Nobody is named, and nothing is said of other openings.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from openrotations.common.wording import written_money

type Json = Mapping[str, Any]

_ALL_HAVE_IT = ngettext_lazy("The one student who listed it has it.", "All %(n)s students who listed it have it.", "n")
_AWAY = {
    "plan": ngettext_lazy(
        "%(n)s has other places that count as much or more.", "%(n)s have other places that count as much or more.", "n"
    ),
    "date": ngettext_lazy("%(n)s cannot come in its weeks.", "%(n)s cannot come in its weeks.", "n"),
    "full": ngettext_lazy(
        "%(n)s can come only in weeks that others have.", "%(n)s can come only in weeks that others have.", "n"
    ),
    "length": ngettext_lazy(
        "%(n)s wants fewer weeks than it lasts.", "%(n)s want fewer weeks than it lasts.", "n"
    ),
    "budget": ngettext_lazy("For %(n)s it costs too much.", "For %(n)s it costs too much.", "n"),
    "requirement": ngettext_lazy(
        "%(n)s does not have what it requires.", "%(n)s do not have what it requires.", "n"
    ),
    "rule": ngettext_lazy(
        "For %(n)s a limit on its state stands in the way.", "For %(n)s a limit on its state stands in the way.", "n"
    ),
    "moves": ngettext_lazy(
        "%(n)s would change city too often.", "%(n)s would change city too often.", "n"
    ),
    "rotations": ngettext_lazy(
        "%(n)s would have too many rotations.", "%(n)s would have too many rotations.", "n"
    ),
    "weeks": ngettext_lazy(
        "%(n)s would have too few weeks in all.", "%(n)s would have too few weeks in all.", "n"
    ),
    "several": ngettext_lazy(
        "For %(n)s several limits stand in the way.", "For %(n)s several limits stand in the way.", "n"
    ),
    "open": ngettext_lazy(
        "%(n)s could come, but the office chose another plan.",
        "%(n)s could come, but the office chose other plans.",
        "n",
    ),
}  # fmt: skip


def filled_in_words(told: Json) -> str:
    """How much of it is filled, by how many."""
    if "seat_weeks" not in told:
        if told["closed_with"] is not None:
            return _("It did not open in this round.")
        if not told["seats"]:
            return _("Every seat was taken before this round.")
        return _("%(admitted)s of %(seats)s free seats are given.") % told
    if not told["seat_weeks"]:
        return _("Every seat was taken before this round.")
    weeks = {"filled": told["filled"], "weeks": told["seat_weeks"]}
    return _("%(filled)s of %(weeks)s weeks of free seats are filled.") % weeks


def why_empty(told: Json) -> list[str]:
    """Why no more students come, the most frequent reason first."""
    return list(_of_plans(told) if "kept_away" in told else _of_a_lottery(told))


def what_fills(told: Json) -> list[str]:
    """What would bring students, as it was tried: each change by itself."""
    if "would_fill" in told:
        return [_filling(each) for each in told["would_fill"]]
    return [_remedy(each) for each in told["remedies"]]


def _of_plans(told: Json) -> Iterator[str]:
    if not told["seat_weeks"]:
        return
    if not told["listed"]:
        yield _("No student of this round listed it.")
    if told["no_block"]:
        yield ngettext(
            "%(n)s week of a seat lies in a gap that is too short for a stay.",
            "%(n)s weeks of seats lie in gaps that are too short for a stay.",
            told["no_block"],
        ) % {"n": told["no_block"]}
    if told["kept_away"]:
        yield _listed_it(told["listed"])
    elif told["listed"]:
        yield _ALL_HAVE_IT % {"n": told["listed"]}
    for reason, count in sorted(told["kept_away"].items(), key=lambda each: (-each[1], each[0])):
        yield str(_AWAY[reason] % {"n": count})


def _of_a_lottery(told: Json) -> Iterator[str]:
    if not told["listed"]:
        yield _("No student of this round listed it.")
        return
    if told["closed_with"] is not None:
        words = {"lower": told["lower"], "n": told["closed_with"]}
        yield _("It runs only when at least %(lower)s students come. Only %(n)s could be placed there.") % words
    if told["admitted"] == told["listed"]:
        yield _ALL_HAVE_IT % {"n": told["listed"]}
        return
    yield _listed_it(told["listed"])
    if told["elsewhere"]:
        yield ngettext(
            "%(n)s has a choice they rank higher.", "%(n)s have a choice they rank higher.", told["elsewhere"]
        ) % {"n": told["elsewhere"]}
    if told["refused"]:
        yield ngettext(
            "%(n)s would have liked to come.", "%(n)s would have liked to come.", told["refused"]
        ) % {"n": told["refused"]}  # fmt: skip


def _listed_it(count: int) -> str:
    return ngettext("%(n)s student listed it.", "%(n)s students listed it.", count) % {"n": count}


def _filling(change: Json) -> str:
    words = {"what": _change(change), "n": change["students"]}
    return (
        ngettext(
            "%(what)s: it would be in the best plan of %(n)s more student.",
            "%(what)s: it would be in the best plans of %(n)s more students.",
            change["students"],
        )
        % words
    )


def _change(change: Json) -> str:
    weeks = change["weeks"]
    match change["kind"]:
        case "earlier":
            return ngettext("From %(n)s week earlier", "From %(n)s weeks earlier", weeks) % {"n": weeks}
        case "later":
            return ngettext("To %(n)s week later", "To %(n)s weeks later", weeks) % {"n": weeks}
        case "shorter":
            return ngettext("With stays of %(n)s week too", "With stays of %(n)s weeks too", weeks) % {"n": weeks}
        case "price":
            return _("For %(money)s less a week") % {"money": written_money(change["less"], "USD")}
    return _("Without what it requires")


def _remedy(change: Json) -> str:
    if change["kind"] == "seat":
        return _("With one more seat, %(students)s would be placed here.") % change
    return _("If it ran with %(lower)s already, %(students)s would be placed here.") % change
