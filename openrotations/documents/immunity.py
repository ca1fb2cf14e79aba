"""When immunisations and tuberculosis tests are proved, from what stands on the papers together.

The elements are those of the AAMC Standardized Immunization Form; thresholds and seasons are data in kinds.yaml.
Each rule gives a Proof, or in words what is still lacking.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from openrotations.documents.kinds import PaperKind, Season

type Facts = Mapping[str, Any]
type Rule = Callable[[PaperKind, Sequence[Facts], date, date, Mapping[str, Any]], "Proof | str"]
_SERIES, _SHORT_SERIES = 3, 2


@dataclass(frozen=True)
class Proof:
    """What was asked is shown: of which day the evidence is, and until when it holds (None: for good).

    `is_not_asked` where nothing is asked on these days at all.
    """

    evidence_on: date | None
    until: date | None = None
    is_not_asked: bool = False


def mmr(kind: PaperKind, shown: Sequence[Facts], first: date, last: date, amounts: Mapping[str, Any]) -> Proof | str:
    """Two MMR doses; or for each disease its doses (measles 2, mumps 2, rubella 1) or a positive titre."""
    both = _days(shown, "mmr_dose_", until=first)
    evidence = list(both)
    for disease, title, doses in (("measles", _("Measles"), 2), ("mumps", _("Mumps"), 2), ("rubella", _("Rubella"), 1)):
        own = sorted({*both, *_days(shown, f"{disease}_dose_", until=first)})
        evidence += own
        if _positive(shown, f"{disease}_titre", until=first, wants_value=bool(amounts.get("quantitative"))):
            evidence += _days(shown, f"{disease}_titre_on", until=first)
        elif amounts.get("quantitative"):
            return _("%(disease)s: this site asks for a titre with its value.") % {"disease": title}
        elif len(own) < doses:
            text = _("%(disease)s: %(count)s of %(doses)s doses shown, and no positive titre.")
            return text % {"disease": title, "count": len(own), "doses": doses}
    return Proof(max(evidence, default=None))


def varicella(
    kind: PaperKind, shown: Sequence[Facts], first: date, last: date, amounts: Mapping[str, Any]
) -> Proof | str:
    """Two doses, or a positive titre."""
    doses = _days(shown, "dose_", until=first)
    if _positive(shown, "titre", until=first, wants_value=bool(amounts.get("quantitative"))):
        return Proof(max([*doses, *_days(shown, "titre_on", until=first)], default=None))
    if amounts.get("quantitative"):
        return _("This site asks for a titre with its value.")
    if len(doses) >= 2:
        return Proof(doses[-1])
    return _("%(count)s of 2 doses shown, and no positive titre.") % {"count": len(doses)}


def hepatitis_b(
    kind: PaperKind, shown: Sequence[Facts], first: date, last: date, amounts: Mapping[str, Any]
) -> Proof | str:
    """Three doses (two of the two-dose vaccine), and after them a quantitative surface antibody that is high enough."""
    if any(facts.get("status") for facts in shown):
        return _("A physician states a special case. The office decides with the site.")
    asked = _SHORT_SERIES if any(facts.get("is_two_dose_vaccine") for facts in shown) else _SERIES
    series = [_days(shown, start, until=first) for start in ("dose_", "second_dose_")]
    whole = [days for days in series if len(days) >= asked]
    if not whole:
        return _("%(count)s of %(asked)s doses shown.") % {"count": max(map(len, series)), "asked": asked}
    if not any(_is_said(facts, "antibody") for facts in shown):
        return _("The quantitative surface antibody is not shown.")
    # What was measured before the last dose says nothing of the series; of which day it is must be known for that.
    since = min(days[-1] for days in whole)
    titres = [
        (on, float(facts["antibody"]))
        for facts in shown
        if _is_said(facts, "antibody") and (on := day_of(facts.get("antibody_on"))) and since <= on <= first
    ]
    if not titres:
        return _("The surface antibody is measured after the last dose and before day one. Its day does not show that.")
    least = float(amounts.get("antibody") or kind.least["antibody"])
    on, value = max(titres, key=lambda titre: (titre[0], -titre[1]))
    if value < least:
        text = _("The surface antibody is %(value)s mIU/ml; at least %(least)s is asked.")
        return text % {"value": f"{value:g}", "least": f"{least:g}"}
    return Proof(on)


def tdap(kind: PaperKind, shown: Sequence[Facts], first: date, last: date, amounts: Mapping[str, Any]) -> Proof | str:
    """One adult Tdap; a booster where it is older than ten years."""
    given = _days(shown, "tdap_on", until=first)
    if not given:
        return _("No adult Tdap is shown.")
    newest = max([*given, *_days(shown, "booster_on", until=first)])
    return Proof(newest, _years_after(newest, kind.years))


def influenza(
    kind: PaperKind, shown: Sequence[Facts], first: date, last: date, amounts: Mapping[str, Any]
) -> Proof | str:
    """One dose for each season that the rotation touches; none is asked outside the season."""
    assert kind.season is not None
    touched = list(_seasons(kind.season, first, last))
    if not touched:
        return Proof(None, is_not_asked=True)
    doses, until, evidence = _days(shown, "dose_"), None, None
    for doses_from, begins, ends in touched:
        # Who starts within the season has the dose on day one; else before the season begins.
        own = [day for day in doses if doses_from <= day <= max(first, begins)]
        if own:
            until, evidence = ends, own[-1]
        elif until is None:
            text = _("The dose for the season %(years)s is not shown.")
            return text % {"years": f"{doses_from.year}–{(doses_from.year + 1) % 100:02}"}
    is_over = until == touched[-1][2] and last > touched[-1][2]
    return Proof(evidence, None if is_over else until)


def covid19(
    kind: PaperKind, shown: Sequence[Facts], first: date, last: date, amounts: Mapping[str, Any]
) -> Proof | str:
    """At least one dose, or as many as the site says."""
    doses, asked = _days(shown, "dose_", until=first), amounts.get("doses", 1)
    if len(doses) < asked:
        return _("%(count)s of %(asked)s doses shown.") % {"count": len(doses), "asked": asked}
    return Proof(doses[-1])


def tb_test(
    kind: PaperKind, shown: Sequence[Facts], first: date, last: date, amounts: Mapping[str, Any]
) -> Proof | str:
    """A negative blood test, or two negative skin tests; after any positive one a normal X-ray and symptom review."""
    positive = _positive_days(shown)
    if positive:
        return _after_positive(shown, min(positive), first)
    blood = _days_of_tests(shown, "igra_on", "igra_result", "negative", until=first)
    skin = sorted(
        {
            day
            for part in ("first", "second")
            for day in _days_of_tests(shown, f"{part}_read_on", f"{part}_result", "negative", until=first)
        }
    )
    both = skin[-1:] if len(skin) >= 2 else []
    if blood or both:
        return Proof(max([*blood, *both]))
    return _("The second skin test is not shown.") if skin else _("No test with a result is shown.")


def _after_positive(shown: Sequence[Facts], since: date, first: date) -> Proof | str:
    """The newest X-ray from then until day one is normal, and symptoms were reviewed."""
    normal, abnormal = (
        [day for day in _days_of_tests(shown, "xray_on", "xray_result", result, until=first) if day >= since]
        for result in ("normal", "abnormal")
    )
    if not normal or normal[-1] <= max(abnormal, default=date.min):
        return _("After a positive test a normal chest X-ray is asked, and the newest one counts.")
    reviews = _days(shown, "symptoms_reviewed_on", until=first)
    if not reviews:
        return _("After a positive test a review of symptoms is asked.")
    return Proof(max(normal[-1], reviews[-1]))


def _positive_days(shown: Sequence[Facts]) -> list[date]:
    """When a test was positive, whatever day that was; of one whose day is not known: of old."""
    old = [date.min for facts in shown if facts.get("had_positive_before")]
    tests = (("first_result", "first_read_on"), ("second_result", "second_read_on"), ("igra_result", "igra_on"))
    return old + [
        day_of(facts.get(on)) or date.min for facts in shown for result, on in tests if facts.get(result) == "positive"
    ]


def _days_of_tests(shown: Iterable[Facts], on: str, result: str, wanted: str, *, until: date) -> list[date]:
    """Different days of tests with this result, in order; none after `until`."""
    found = {day_of(facts.get(on)) for facts in shown if facts.get(result) == wanted}
    return sorted(day for day in found if day and day <= until)


def _positive(shown: Iterable[Facts], key: str, *, until: date, wants_value: bool) -> bool:
    """Whether the newest titre until then is positive, with its value where that is asked."""
    known = [(day_of(facts.get(f"{key}_on")) or date.min, facts) for facts in shown if facts.get(key)]
    in_time = [(on, facts) for on, facts in known if on <= until]
    newest = max(in_time, key=lambda titre: titre[0], default=(date.min, {}))[1]
    return newest.get(key) == "positive" and (not wants_value or _is_said(newest, f"{key}_value"))


def _is_said(facts: Facts, key: str) -> bool:
    return facts.get(key) not in (None, "")


def _days(shown: Iterable[Facts], *starts: str, until: date | None = None) -> list[date]:
    """Different days under keys that begin so, in order; none after `until`."""
    found = {day_of(value) for facts in shown for key, value in facts.items() if key.startswith(starts)}
    return sorted(day for day in found if day and (until is None or day <= until))


def day_of(value: object) -> date | None:
    """The day that stands on a paper; None where there is none."""
    return date.fromisoformat(value) if isinstance(value, str) and value else value if isinstance(value, date) else None


def _years_after(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 2, 28)


def _seasons(season: Season, first: date, last: date) -> Iterable[tuple[date, date, date]]:
    """Seasons that the days touch: from when doses count, its first day, its last day."""
    for year in range(first.year - 1, last.year + 1):
        begins = date.fromisoformat(f"{year}-{season.first}")
        ends = date.fromisoformat(f"{year + 1}-{season.last}")
        if begins <= last and ends >= first:
            yield date.fromisoformat(f"{year}-{season.doses_from}"), begins, ends


RULES: dict[str, Rule] = {
    "mmr": mmr,
    "varicella": varicella,
    "hepatitis_b": hepatitis_b,
    "tdap": tdap,
    "influenza": influenza,
    "covid19": covid19,
    "tb_test": tb_test,
}
"""Kinds whose papers are judged together."""
