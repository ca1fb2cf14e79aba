import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from openrotations.documents.immunity import RULES
from openrotations.documents.kinds import PaperKind, paper_kinds
from openrotations.documents.tests.factories import day
from openrotations.documents.validity import Standing, months_after, standing

FIRST, LAST = day("2027-02-01"), day("2027-02-28")


@dataclass
class Sheet:
    """A paper that no database has seen."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    state: str = "accepted"
    issued_on: date | None = None
    valid_until: date | None = None
    refused_because: str = ""
    deleted_at: datetime | None = None
    pk: uuid.UUID = field(default_factory=uuid.uuid4)


def judged(*papers: Sheet, first: date = FIRST, last: date = LAST, **asked: Any) -> Standing:
    return standing(papers[0].kind, papers, first=first, last=last, **asked)


def test_nothing_uploaded_is_missing() -> None:
    for key in paper_kinds().keys() - {"influenza"}:
        found = standing(key, [], first=FIRST, last=LAST)
        assert (found.verdict, str(found.because)) == ("missing", "Not uploaded yet."), key


@pytest.mark.parametrize(
    ("until", "verdict"),
    [("2027-02-28", "fine"), ("2027-03-01", "fine"), ("2027-02-27", "runs_out"), ("2027-01-31", "runs_out")],
)
def test_a_paper_holds_through_the_last_day(until: str, verdict: str) -> None:
    found = judged(Sheet("identity", valid_until=day(until)))
    assert (found.verdict, found.until) == (verdict, day(until))


def test_a_paper_that_must_have_a_last_day_and_has_none_proves_nothing() -> None:
    assert judged(Sheet("identity")).verdict == "missing"


def test_what_runs_out_is_named_with_both_days() -> None:
    found = judged(Sheet("identity", valid_until=day("2027-02-10")))
    assert str(found.because) == ("It runs out on 10 Feb 2027, before the last day of the rotation on 28 Feb 2027.")


@pytest.mark.parametrize(("issued", "verdict"), [("2025-02-28", "fine"), ("2025-02-27", "runs_out"), (None, "fine")])
def test_a_card_lasts_two_years_from_its_issue(issued: str | None, verdict: str) -> None:
    assert judged(Sheet("bls", issued_on=day(issued) if issued else None)).verdict == verdict


@pytest.mark.parametrize(
    ("counted_from", "evidence", "verdict"),
    [
        ("start", FIRST - timedelta(days=90), "fine"),
        ("start", FIRST - timedelta(days=91), "runs_out"),
        ("end", LAST - timedelta(days=90), "fine"),
        ("end", LAST - timedelta(days=91), "runs_out"),
        ("end", FIRST - timedelta(days=90), "runs_out"),
    ],
)
def test_a_sites_window_is_counted_from_the_first_or_the_last_day(
    counted_from: str, evidence: date, verdict: str
) -> None:
    paper = Sheet("tb_test", {"igra_on": evidence.isoformat(), "igra_result": "negative"})
    assert judged(paper, not_older_than_days=90, counted_from=counted_from).verdict == verdict


def test_the_same_test_is_fine_at_a_site_that_takes_a_year() -> None:
    paper = Sheet("tb_test", {"igra_on": "2026-06-01", "igra_result": "negative"})
    assert judged(paper, not_older_than_days=90).verdict == "runs_out"
    assert judged(paper, not_older_than_days=365).verdict == "fine"


def test_a_window_without_the_day_of_the_evidence_cannot_be_judged() -> None:
    assert judged(Sheet("transcript"), not_older_than_days=90).verdict == "missing"


@pytest.mark.parametrize(
    ("states", "verdict"),
    [
        (["refused"], "refused"),
        (["uploaded"], "in_review"),
        (["checking"], "in_review"),
        (["in_review"], "in_review"),
        (["refused", "in_review"], "in_review"),
        (["refused", "accepted"], "fine"),
        (["in_review", "accepted"], "fine"),
        (["replaced"], "missing"),
    ],
)
def test_the_best_paper_decides(states: list[str], verdict: str) -> None:
    papers = [Sheet("cv", state=state, refused_because="It is empty.") for state in states]
    assert judged(*papers).verdict == verdict


def test_a_refused_paper_says_why() -> None:
    found = judged(Sheet("cv", state="refused", refused_because="Page 2 is missing."))
    assert (found.because, found.document_id is not None) == ("Page 2 is missing.", True)


def test_a_new_paper_in_review_counts_before_one_that_runs_out() -> None:
    old = Sheet("identity", valid_until=day("2027-02-03"))
    assert judged(Sheet("identity", state="in_review"), old).verdict == "in_review"
    assert judged(Sheet("identity", state="refused"), old).verdict == "runs_out"


def test_an_expired_paper_has_run_out() -> None:
    assert judged(Sheet("visa", state="expired", valid_until=day("2026-12-01"))).verdict == "runs_out"


@pytest.mark.parametrize(
    ("amounts", "verdict"),
    [
        (None, "fine"),
        ({"per_occurrence": 1_000_000, "aggregate": 3_000_000}, "fine"),
        ({"per_occurrence": 2_000_000}, "missing"),
        ({"aggregate": 3_000_001}, "missing"),
    ],
)
def test_insurance_covers_the_amounts_a_site_asks_for(amounts: dict[str, int] | None, verdict: str) -> None:
    facts = {"per_occurrence": 1_000_000, "aggregate": 3_000_000, "names_student": True}
    paper = Sheet("malpractice_insurance", facts, valid_until=LAST)
    assert judged(paper, amounts=amounts).verdict == verdict


def test_an_insurance_that_begins_too_late_does_not_count() -> None:
    facts = {"covers_usa": True, "valid_from": "2027-02-02"}
    assert judged(Sheet("health_insurance", facts, valid_until=LAST)).verdict == "missing"


def test_a_failed_exam_says_what_is_asked() -> None:
    found = judged(Sheet("usmle_step1", {"result": "failed"}))
    assert (found.verdict, str(found.because)) == ("missing", "Result: passed is asked, the paper shows failed.")


MMR = {"mmr_dose_1": "2001-01-01", "mmr_dose_2": "2004-01-01"}
TITRES = {f"{disease}_titre": "positive" for disease in ("measles", "mumps", "rubella")}


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (MMR, "fine"),
        ({"mmr_dose_1": "2001-01-01"}, "missing"),
        ({"mmr_dose_1": "2001-01-01", "mmr_dose_2": "2001-01-01"}, "missing"),  # one day is one dose
        ({"mmr_dose_1": "2001-01-01", "mmr_dose_2": "2027-02-02"}, "missing"),  # after day one
        (TITRES, "fine"),
        ({**TITRES, "mumps_titre": "negative"}, "missing"),
        ({**TITRES, "mumps_titre": "equivocal"}, "missing"),
        ({"mmr_dose_1": "2001-01-01", "measles_titre": "positive", "mumps_titre": "positive"}, "fine"),  # rubella: 1
        ({"mmr_dose_1": "2001-01-01", "measles_dose_1": "2002-01-01", "mumps_dose_1": "2003-01-01"}, "fine"),
    ],
)
def test_measles_mumps_and_rubella(facts: dict[str, str], verdict: str) -> None:
    assert judged(Sheet("mmr", facts)).verdict == verdict


def test_doses_on_two_papers_count_together() -> None:
    assert judged(Sheet("mmr", {"mmr_dose_1": "2001-01-01"}), Sheet("mmr", {"mmr_dose_2": "2004-01-01"})).is_fine


def test_a_paper_in_review_proves_no_dose_yet() -> None:
    papers = Sheet("mmr", {"mmr_dose_1": "2001-01-01"}), Sheet("mmr", {"mmr_dose_2": "2004-01-01"}, "in_review")
    assert judged(*papers).verdict == "in_review"


def test_a_site_may_ask_for_titres_with_values() -> None:
    valued = {**TITRES, **{f"{disease}_titre_value": 2.5 for disease in ("measles", "mumps", "rubella")}}
    asked = {"quantitative": True}
    assert judged(Sheet("mmr", MMR), amounts=asked).verdict == "missing"
    assert judged(Sheet("mmr", TITRES), amounts=asked).verdict == "missing"
    assert judged(Sheet("mmr", valued), amounts=asked).verdict == "fine"
    assert judged(Sheet("varicella", {"titre": "positive", "titre_value": 3}), amounts=asked).verdict == "fine"
    assert judged(Sheet("varicella", {"titre": "positive"}), amounts=asked).verdict == "missing"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"dose_1": "2001-01-01", "dose_2": "2004-01-01"}, "fine"),
        ({"dose_1": "2001-01-01"}, "missing"),
        ({"titre": "positive"}, "fine"),
        ({"titre": "negative", "dose_1": "2001-01-01"}, "missing"),
        ({"titre": "positive", "titre_on": "2027-02-02"}, "missing"),  # after day one
    ],
)
def test_chickenpox(facts: dict[str, str], verdict: str) -> None:
    assert judged(Sheet("varicella", facts)).verdict == verdict


THREE = {"dose_1": "2020-01-01", "dose_2": "2020-02-01", "dose_3": "2020-07-01"}
TWO = {"dose_1": "2020-01-01", "dose_2": "2020-02-01", "is_two_dose_vaccine": True}
ONE_AND_TWO = {"dose_1": "2020-01-01", "second_dose_1": "2021-01-01", "second_dose_2": "2021-02-01"}


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({**THREE, "antibody": 10, "antibody_on": "2020-09-01"}, "fine"),
        ({**THREE, "antibody": 9.9, "antibody_on": "2020-09-01"}, "missing"),
        (THREE, "missing"),
        ({**TWO, "antibody": 120, "antibody_on": "2020-04-01"}, "fine"),
        ({"dose_1": "2020-01-01", "dose_2": "2020-02-01", "antibody": 120, "antibody_on": "2020-09-01"}, "missing"),
        ({**THREE, "antibody": 500, "antibody_on": "2020-09-01", "status": "carrier"}, "missing"),
        ({**THREE, "antibody": 500}, "missing"),  # of which day: before the doses it would prove nothing
        ({**THREE, "antibody": 500, "antibody_on": "2020-06-30"}, "missing"),
        ({**THREE, "antibody": 500, "antibody_on": "2020-07-01"}, "fine"),
        ({**THREE, "antibody": 500, "antibody_on": "2027-02-02"}, "missing"),  # after day one
        ({**ONE_AND_TWO, "antibody": 500, "antibody_on": "2021-09-01"}, "missing"),
        ({**ONE_AND_TWO, "second_dose_3": "2021-07-01", "antibody": 500, "antibody_on": "2021-09-01"}, "fine"),
        ({**ONE_AND_TWO, "second_dose_3": "2021-07-01", "antibody": 500, "antibody_on": "2021-06-01"}, "missing"),
    ],
)
def test_hepatitis_b_wants_the_series_and_the_antibody(facts: dict[str, Any], verdict: str) -> None:
    assert judged(Sheet("hepatitis_b", facts)).verdict == verdict


def test_after_a_second_series_the_antibody_is_measured_again() -> None:
    second = {f"second_dose_{number}": f"2021-0{number}-01" for number in (1, 2, 3)}
    facts = {**THREE, **second, "antibody": 3, "antibody_on": "2020-09-01"}
    assert judged(Sheet("hepatitis_b", facts)).verdict == "missing"
    assert judged(Sheet("hepatitis_b", {**facts, "antibody": 12, "antibody_on": "2021-05-01"})).is_fine


def test_the_newest_antibody_counts_and_a_site_may_ask_for_more() -> None:
    low = Sheet("hepatitis_b", {**THREE, "antibody": 3, "antibody_on": "2020-09-01"})
    high = Sheet("hepatitis_b", {"second_dose_1": "2021-01-01", "antibody": 11, "antibody_on": "2021-09-01"})
    assert judged(low, high).is_fine and judged(high, low).is_fine
    assert judged(low, high, amounts={"antibody": 12}).verdict == "missing"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"tdap_on": "2017-02-28"}, "fine"),
        ({"tdap_on": "2017-02-27"}, "runs_out"),
        ({"tdap_on": "2010-01-01", "booster_on": "2020-01-01"}, "fine"),
        ({"booster_on": "2020-01-01"}, "missing"),
    ],
)
def test_tdap_lasts_ten_years_through_the_last_day(facts: dict[str, str], verdict: str) -> None:
    assert judged(Sheet("tdap", facts)).verdict == verdict


@pytest.mark.parametrize(
    ("first", "last", "doses", "verdict"),
    [
        ("2027-02-01", "2027-02-28", ["2026-10-01"], "fine"),
        ("2027-02-01", "2027-02-28", ["2025-10-01"], "missing"),
        ("2027-07-05", "2027-08-01", [], "fine"),  # outside the season nothing is asked
        ("2027-06-15", "2027-07-12", ["2026-10-01"], "fine"),
        ("2027-09-06", "2027-10-31", ["2026-10-01"], "missing"),
        ("2027-09-06", "2027-10-31", ["2027-09-20"], "fine"),
        ("2027-06-01", "2027-10-20", ["2026-10-01"], "runs_out"),
        ("2027-06-01", "2027-10-20", ["2026-10-01", "2027-09-01"], "fine"),
    ],
)
def test_influenza_is_asked_for_each_season(first: str, last: str, doses: list[str], verdict: str) -> None:
    facts = {f"dose_{number}": on for number, on in enumerate(doses, start=1)}
    assert judged(Sheet("influenza", facts), first=day(first), last=day(last)).verdict == verdict


SKIN = {"first_read_on": "2027-01-05", "first_result": "negative"}
SECOND = {"second_read_on": "2027-01-19", "second_result": "negative"}
FILM = {"xray_on": "2027-01-10", "xray_result": "normal", "symptoms_reviewed_on": "2027-01-12"}


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({**SKIN, **SECOND}, "fine"),
        (SKIN, "missing"),
        ({"igra_on": "2027-01-05", "igra_result": "negative"}, "fine"),
        ({"igra_on": "2027-01-05", "igra_result": "unclear"}, "missing"),
        ({"igra_on": "2027-01-05", "igra_result": "positive"}, "missing"),
        ({"igra_on": "2027-01-05", "igra_result": "positive", **FILM}, "fine"),
        ({"had_positive_before": True, **FILM}, "fine"),
        ({"had_positive_before": True, **FILM, "xray_result": "abnormal"}, "missing"),
        ({"had_positive_before": True, "xray_on": "2027-01-10", "xray_result": "normal"}, "missing"),
        ({**SKIN, **SECOND, "had_positive_before": True}, "missing"),
    ],
)
def test_tuberculosis_by_kind_of_test(facts: dict[str, Any], verdict: str) -> None:
    assert judged(Sheet("tb_test", facts), not_older_than_days=90).verdict == verdict


def test_the_same_skin_test_on_two_papers_is_one_test() -> None:
    again = {"second_read_on": SKIN["first_read_on"], "second_result": "negative"}
    assert judged(Sheet("tb_test", SKIN), Sheet("tb_test", SKIN)).verdict == "missing"
    assert judged(Sheet("tb_test", SKIN), Sheet("tb_test", again)).verdict == "missing"
    assert judged(Sheet("tb_test", SKIN), Sheet("tb_test", SECOND)).is_fine


@pytest.mark.parametrize(
    ("newest", "verdict"),
    [
        ({"xray_on": "2027-01-20", "xray_result": "abnormal"}, "missing"),
        ({"xray_on": "2027-01-10", "xray_result": "abnormal"}, "missing"),  # of one day: the worse
        ({"xray_on": "2026-01-20", "xray_result": "abnormal"}, "fine"),
        ({"xray_on": "2027-02-02", "xray_result": "abnormal"}, "fine"),  # after day one: not known on it
    ],
)
def test_the_newest_film_decides(newest: dict[str, Any], verdict: str) -> None:
    assert judged(Sheet("tb_test", {"had_positive_before": True, **FILM}), Sheet("tb_test", newest)).verdict == verdict


def test_a_film_from_before_the_positive_test_says_nothing_of_it() -> None:
    early = {**FILM, "xray_on": "2027-01-04"}
    assert judged(Sheet("tb_test", {"igra_on": "2027-01-05", "igra_result": "positive", **early})).verdict == "missing"
    first = Sheet("tb_test", {"igra_on": "2020-01-05", "igra_result": "positive"})
    assert judged(first, Sheet("tb_test", {"igra_on": "2027-01-05", "igra_result": "positive", **early})).is_fine


@pytest.mark.parametrize(
    "facts",
    [
        {"igra_on": "2027-02-02", "igra_result": "negative"},
        {**SKIN, **SECOND, "second_read_on": "2027-02-02"},
        {"had_positive_before": True, **FILM, "xray_on": "2027-02-02"},
    ],
)
def test_a_test_after_day_one_proves_nothing_on_it(facts: dict[str, Any]) -> None:
    assert judged(Sheet("tb_test", facts)).verdict == "missing"
    assert judged(Sheet("tb_test", facts), first=day("2027-02-02")).is_fine


DEMANDS_TOGETHER: dict[str, dict[str, tuple[Mapping[str, Any], Mapping[str, Any], Any]]] = {
    "mmr": {"quantitative": (MMR, {**TITRES, **{f"{key}_value": 2.5 for key in TITRES}}, True)},
    "varicella": {"quantitative": ({"titre": "positive"}, {"titre": "positive", "titre_value": 3}, True)},
    "hepatitis_b": {
        "antibody": (
            {**THREE, "antibody": 11, "antibody_on": "2020-09-01"},
            {**THREE, "antibody": 12, "antibody_on": "2020-09-01"},
            12,
        )
    },
    "covid19": {"doses": ({"dose_1": "2021-01-01"}, {"dose_1": "2021-01-01", "dose_2": "2021-02-01"}, 2)},
}
"""Kind -> demand -> facts that do not meet it, facts that do, and what is asked."""


def test_whatever_may_be_asked_of_papers_judged_together_is_judged() -> None:
    assert {key: set(paper_kinds()[key].may_ask) for key in RULES if paper_kinds()[key].may_ask} == {
        key: set(demands) for key, demands in DEMANDS_TOGETHER.items()
    }
    for kind, demands in DEMANDS_TOGETHER.items():
        for demand, (less, enough, asked) in demands.items():
            assert judged(Sheet(kind, less)).is_fine, kind
            assert judged(Sheet(kind, less), amounts={demand: asked}).verdict == "missing", kind
            assert judged(Sheet(kind, enough), amounts={demand: asked}).is_fine, kind


def test_whatever_may_be_asked_of_one_paper_is_judged() -> None:
    found = 0
    for kind in paper_kinds().values():
        needed = {element.key: True for element in kind.elements if element.is_needed} | {**kind.least}
        for demand in [] if kind.key in RULES else kind.may_ask.values():
            asked = True if demand.type == "tick" else 7
            paper = Sheet(kind.key, {**needed, demand.key: 6}, issued_on=FIRST, valid_until=LAST)
            enough = Sheet(kind.key, {**needed, demand.key: asked}, issued_on=FIRST, valid_until=LAST)
            without = Sheet(kind.key, needed, issued_on=FIRST, valid_until=LAST)
            found += 1
            assert judged(enough, amounts={demand.key: asked}).is_fine, (kind.key, demand.key)
            assert judged(without, amounts={demand.key: asked}).verdict == "missing", (kind.key, demand.key)
            if demand.type == "number":
                assert judged(paper, amounts={demand.key: asked}).verdict == "missing", (kind.key, demand.key)
    assert found > 8


def test_a_demand_that_no_element_has_is_found_in_the_file() -> None:
    with pytest.raises(ValidationError, match="no number or tick"):
        PaperKind.model_validate({**paper_kinds()["cv"].model_dump(), "demands": ["score"]})


def test_every_kind_with_elements_names_each_once() -> None:
    for kind in paper_kinds().values():
        keys = [element.key for element in kind.elements]
        assert len(keys) == len(set(keys)) and all(e.choices or e.type != "choice" for e in kind.elements), kind.key


def test_a_month_later_is_never_a_day_that_does_not_exist() -> None:
    assert months_after(day("2024-02-29"), 12) == day("2025-02-28")
    assert months_after(day("2026-01-31"), 1) == day("2026-02-28")


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


@given(until=DAYS, first=DAYS, length=st.integers(0, 120))
def test_a_paper_is_fine_just_when_it_holds_on_the_last_day(until: date, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert judged(Sheet("visa", valid_until=until), first=first, last=last).is_fine == (until >= last)


@given(kind=st.sampled_from(sorted(paper_kinds())), on=DAYS, first=DAYS, days=st.none() | st.integers(0, 400))
def test_no_facts_whatever_make_it_fall_over(kind: str, on: date, first: date, days: int | None) -> None:
    values: dict[str, Any] = {"day": on.isoformat(), "number": 5, "text": "x", "tick": True, "choice": "positive"}
    facts = {element.key: values[element.type] for element in paper_kinds()[kind].elements}
    paper = Sheet(kind, facts, issued_on=on, valid_until=on)
    found = judged(paper, first=first, last=first + timedelta(days=27), not_older_than_days=days)
    assert found.verdict in ("fine", "runs_out", "missing") and (found.is_fine or found.because)
