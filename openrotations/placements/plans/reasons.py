"""What the planner of plans says of one choice of one student, in sentences. Nobody else is named.

`kept` is an `Explanation` of `planner.cohort.reasons.explain` as JSON values: reason, detail, would_change.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openrotations.common.refusals import Words
from openrotations.common.wording import written_money
from openrotations.hosts.places import STATES

type Json = Mapping[str, Any]

MOST_REMEDIES = 2
_RULES: dict[str, Words] = {
    "budget": gettext_lazy("the price"),
    "moves": gettext_lazy("the changes of city"),
    "rotations": gettext_lazy("the number of rotations"),
    "weeks": gettext_lazy("the weeks in all"),
    "states": gettext_lazy("the limits on weeks and rotations in a state"),
    "students": gettext_lazy("the limits on students in a state"),
}


def sentences(kept: Json, *, to_student: bool) -> list[str]:
    """The reason first; what would have changed it last."""
    told = list(_REASONS[kept["reason"]](kept["detail"], to_student))
    remedies = [_remedy(remedy, to_student) for remedy in kept["would_change"]]
    return [*told, *[remedy for remedy in remedies if remedy][:MOST_REMEDIES]]


def _placed(detail: Json, to_student: bool) -> Iterator[str]:
    yield _("You got this one.") if to_student else _("Placed here.")


def _seats(detail: Json, to_student: bool) -> Iterator[str]:
    if not detail["seats"]:
        yield _("Every seat was taken before this round.")
        return
    yield ngettext("Its one free seat went to others.", "Its %(n)s free seats went to others.", detail["seats"]) % {
        "n": detail["seats"]
    }
    words = {"keen": detail["holders_as_keen"], "holders": detail["holders"]}
    if detail["holders"] == 1:
        yield _one_holder(is_as_keen=bool(detail["holders_as_keen"]), to_student=to_student)
    elif to_student:
        yield _("%(keen)s of the %(holders)s students there rank it as high as you, or higher.") % words
    else:
        yield _("%(keen)s of the %(holders)s students there rank it as high, or higher.") % words


def _one_holder(*, is_as_keen: bool, to_student: bool) -> str:
    if not is_as_keen:
        return _("The one student there ranks it lower.")
    if to_student:
        return _("The one student there ranks it as high as you, or higher.")
    return _("The one student there ranks it as high, or higher.")


def _requirement(detail: Json, to_student: bool) -> Iterator[str]:
    if detail["missing"]:
        yield _("It requires: %(list)s.") % {"list": ", ".join(detail["missing"])}
    if detail["score_short"]:
        yield _("It requires a score that is %(n)s higher.") % {"n": detail["score_short"]}


def _date(detail: Json, to_student: bool) -> Iterator[str]:
    yield _("None of its weeks lie in your windows.") if to_student else _("None of its weeks lie in the windows.")


def _length(detail: Json, to_student: bool) -> Iterator[str]:
    if to_student:
        yield _("It takes at least %(shortest)s weeks. You want %(needed)s in all.") % detail
    else:
        yield _("It takes at least %(shortest)s weeks. The student wants %(needed)s in all.") % detail


def _budget(detail: Json, to_student: bool) -> Iterator[str]:
    words = {"price": written_money(detail["price"], "USD"), "budget": written_money(detail["budget"], "USD")}
    if detail["in_all"]:
        yield _("A plan with it costs %(price)s. The most it may cost is %(budget)s.") % words
    else:
        yield _("It costs at least %(price)s. The most it may cost is %(budget)s.") % words


def _rule(detail: Json, to_student: bool) -> Iterator[str]:
    words = {"state": dict(STATES).get(detail["state"], detail["state"]), "weeks": detail.get("weeks_left", 0)}
    words |= {"rotations": detail.get("placements_left", 0), "year": detail.get("limit", "").partition(":")[2]}
    if detail.get("students"):
        text = _("%(state)s takes no more students of the school in this time: a limit of the office.")
        yield (_("%(state)s takes no more students of the school in %(year)s.") if words["year"] else text) % words
    elif "placements_left" in detail:
        yield _("At most %(rotations)s rotations more in %(state)s are allowed: the state counts them.") % words
    elif detail.get("limit"):
        yield _("At most %(weeks)s weeks more in %(state)s are allowed: the state counts them.") % words
    else:
        yield _("At most %(weeks)s weeks more in %(state)s are allowed: a limit of the office.") % words


def _moves(detail: Json, to_student: bool) -> Iterator[str]:
    yield _("A plan with it changes city %(moves)s times. The most is %(most)s.") % detail


def _rotations(detail: Json, to_student: bool) -> Iterator[str]:
    yield _("A plan with it has %(rotations)s rotations. The most is %(most)s.") % detail


def _weeks(detail: Json, to_student: bool) -> Iterator[str]:
    yield _("A plan with it has %(weeks)s weeks. The least is %(least)s.") % detail


def _together(detail: Json, to_student: bool) -> Iterator[str]:
    if to_student:
        yield _("It would part you from your friend: %(weeks_with)s weeks in one city, not %(weeks_now)s.") % detail
    else:
        yield _("It would part friends: %(weeks_with)s weeks in one city, not %(weeks_now)s.") % detail


def _several(detail: Json, to_student: bool) -> Iterator[str]:
    rules = ", ".join(dict.fromkeys(str(_RULES.get(rule, _("another limit"))) for rule in detail["rules"]))
    yield _("Several limits together stand in the way: %(rules)s.") % {"rules": rules}


def _plan(detail: Json, to_student: bool) -> Iterator[str]:
    # A plan of one's own may be better by its numbers: where a low price came first, or a hand changed the plan.
    is_more = detail["weeks_with"] > detail["weeks_now"]
    is_higher = detail["weeks_with"] == detail["weeks_now"] and detail["rank_cost_with"] < detail["rank_cost_now"]
    costs_more = detail["price_with"] > detail["price_now"]
    if detail["weeks_with"] < detail["weeks_now"]:
        yield _("A plan with it has %(weeks_with)s weeks. This one has %(weeks_now)s.") % detail
    elif is_more or is_higher:
        yield _("A plan with it has more weeks.") if is_more else _("A plan with it has higher choices.")
        yield _("It costs more, and the office chose this one.") if costs_more else _("The office chose this one.")
    elif detail["rank_cost_with"] > detail["rank_cost_now"]:
        yield _("A plan with it has lower choices in the other weeks.")
    elif costs_more:
        yield _("A plan with it costs more, and is no better otherwise.")
    else:
        yield _("A plan with it is no better than this one.")
    if detail["is_full"]:
        yield _("It has no free seat either.")


_REASONS: dict[str, Callable[[Json, bool], Iterator[str]]] = {
    "placed": _placed,
    "seats": _seats,
    "requirement": _requirement,
    "date": _date,
    "length": _length,
    "budget": _budget,
    "rule": _rule,
    "moves": _moves,
    "rotations": _rotations,
    "weeks": _weeks,
    "several": _several,
    "plan": _plan,
    "together": _together,
}


def _remedy(remedy: Json, to_student: bool) -> str:
    change = _change(remedy)
    if remedy["kind"] == "instead_of":
        return _instead(len(remedy["offerings"]), to_student)
    if to_student:
        return _("With %(change)s you would have got it.") % {"change": change}
    return _("With %(change)s this student would have got it.") % {"change": change}


def _instead(count: int, to_student: bool) -> str:
    if not count:
        return ""
    if to_student:
        text = ngettext("You could have had it instead of one other.", "You could have had it instead of %(n)s.", count)
    else:
        text = ngettext("It could be had instead of one other.", "It could be had instead of %(n)s others.", count)
    return text % {"n": count}


def _change(remedy: Json) -> str:
    more, earlier, later = remedy["more"], remedy["earlier"], remedy["later"]
    match remedy["kind"]:
        case "window" if earlier and later:
            weeks = earlier + later
            return ngettext("a window %(n)s week longer", "a window %(n)s weeks longer", weeks) % {"n": weeks}
        case "window" if earlier:
            text = ngettext("a window from %(n)s week earlier", "a window from %(n)s weeks earlier", earlier)
            return text % {"n": earlier}
        case "window":
            return ngettext("a window to %(n)s week later", "a window to %(n)s weeks later", later) % {"n": later}
        case "weeks_needed":
            return ngettext("%(n)s more week wanted", "%(n)s more weeks wanted", more) % {"n": more}
        case "budget":
            return _("%(money)s more to spend") % {"money": written_money(more, "USD")}
        case "moves":
            return ngettext("%(n)s more change of city", "%(n)s more changes of city", more) % {"n": more}
        case "rotations":
            return ngettext("%(n)s more rotation", "%(n)s more rotations", more) % {"n": more}
        case "fewer_weeks":
            text = ngettext("a plan that may be %(n)s week shorter", "a plan that may be %(n)s weeks shorter", more)
            return text % {"n": more}
        case "seat":
            return _("one more seat there")
    return _("what it requires")
