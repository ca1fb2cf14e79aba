from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pydantic import ValidationError

from openrotations.audit.models import Entry
from openrotations.catalogue import actions, queries, rules
from openrotations.catalogue.models import Offering, Requirement
from openrotations.catalogue.signals import requirements_changed
from openrotations.catalogue.site_kinds import UsualRequirement, usual_requirements
from openrotations.catalogue.tests.factories import make_offering, make_requirement
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.documents.tests.test_validity import Sheet
from openrotations.documents.validity import standing
from openrotations.hosts.models import Site
from openrotations.hosts.tests.factories import make_site
from openrotations.people.tests.factories import make_person, make_staff

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
FOUR_WEEKS = Period.of_weeks(date(2027, 1, 4), 4)


def test_of_two_ages_the_one_that_leaves_younger_papers_wins() -> None:
    year, quarter = rules.Age(365), rules.Age(90)
    assert rules.stricter_age(year, quarter, FOUR_WEEKS) == quarter
    assert rules.stricter_age(rules.Age(), year, FOUR_WEEKS) == year


def test_an_age_counted_from_the_end_may_be_the_stricter_one_of_a_long_rotation_only() -> None:
    from_start, from_end = rules.Age(90), rules.Age(120, "end")
    assert rules.stricter_age(from_start, from_end, FOUR_WEEKS) == from_start
    assert rules.stricter_age(from_start, from_end, Period.of_weeks(date(2027, 1, 4), 8)) == from_end


def test_of_two_amounts_the_higher_wins_and_one_alone_stays() -> None:
    assert rules.higher_amounts({"aggregate": 2, "per_occurrence": 2}, {"aggregate": 3}) == {
        "aggregate": 3,
        "per_occurrence": 2,
    }


def test_the_earlier_day_wins() -> None:
    assert rules.earlier_lead(None, 14) == 14
    assert rules.earlier_lead(30, 14) == 30
    assert rules.earlier_lead(None, None) is None


@pytest.mark.parametrize("kind", Site.Kind.values)
def test_every_kind_of_site_has_its_usual_papers_with_a_source(kind: str) -> None:
    usual = usual_requirements(kind)
    assert len({each.kind for each in usual}) == len(usual) > 5
    assert all(each.source and each.checked_on for each in usual)
    assert {each.told_source.startswith("Not confirmed") for each in usual if each.confidence != "read"} <= {True}


def test_a_template_with_an_unknown_paper_is_not_read() -> None:
    with pytest.raises(ValidationError):
        UsualRequirement(kind="blood_group", source="a page", confidence="read", checked_on=date(2026, 11, 22))


@pytest.mark.django_db
def test_site_and_offering_ask_together_and_the_stricter_wins() -> None:
    offering = make_offering()
    make_requirement(offering.site, not_older_than_days=365, lead_days=30, note="Two-step.")
    make_requirement(offering.site, "cv")
    make_requirement(offering, not_older_than_days=90, note="Read in the USA.")
    papers = {row.kind: row for row in queries.requirements_of(offering, dates=FOUR_WEEKS)}
    assert list(papers) == ["cv", "tb_test"]
    assert (papers["tb_test"].not_older_than_days, papers["tb_test"].lead_days) == (90, 30)
    assert papers["tb_test"].note == "Two-step.\nRead in the USA."


@pytest.mark.django_db
def test_an_observer_is_not_asked_for_what_only_hands_on_students_bring() -> None:
    offering = make_offering(participation=Offering.Participation.OBSERVATION)
    make_requirement(offering.site, "bls", only_hands_on=True)
    assert queries.requirements_of(offering) == []


@pytest.mark.django_db
def test_asking_again_changes_what_is_asked_and_announces_it() -> None:
    offering, told = make_offering(), []

    def hear(sender: object, *, offerings: list[Offering], **unused: object) -> None:
        told.append(offerings)

    requirements_changed.connect(hear)
    try:
        first = actions.set_requirement(offering.site, "tb_test", {"not_older_than_days": 365}, by=PROGRAM, now=NOW)
        again = actions.set_requirement(offering.site, "tb_test", {"not_older_than_days": 90}, by=PROGRAM, now=NOW)
        assert first.pk == again.pk
        actions.remove_requirement(again, by=PROGRAM, now=NOW)
    finally:
        requirements_changed.disconnect(hear)
    assert not Requirement.objects.exists()
    assert told == [[offering]] * 3
    actions_noted = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert actions_noted == ["set_requirement", "set_requirement", "remove_requirement"]


@pytest.mark.django_db
def test_what_no_paper_says_cannot_be_asked_for() -> None:
    site = make_site()
    with pytest.raises(Refused):
        actions.set_requirement(site, "blood_group", {}, by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.set_requirement(site, "tb_test", {"amounts": {"aggregate": 1000000}}, by=PROGRAM, now=NOW)
    assert not Requirement.objects.exists()


@pytest.mark.django_db
def test_the_usual_papers_are_added_once_and_leave_what_is_there() -> None:
    site = make_site()
    own = make_requirement(site, not_older_than_days=90)
    added = actions.apply_template(site, by=PROGRAM, now=NOW)
    assert len(added) == len(usual_requirements("hospital")) - 1
    assert actions.apply_template(site, by=PROGRAM, now=NOW) == []
    assert Requirement.objects.get(pk=own.pk).not_older_than_days == 90
    insurance = site.requirements.get(kind="malpractice_insurance")
    assert insurance.amounts == {"per_occurrence": 1000000, "aggregate": 3000000}


@pytest.mark.django_db
def test_the_office_asks_for_a_paper_by_clicking(client: Client) -> None:
    client.force_login(make_staff())
    site = make_site()
    page = client.get(reverse("catalogue:site_requirements", args=[site.pk]))
    assert "What a hospital usually asks for" in page.content.decode()
    chosen = client.get(reverse("catalogue:site_requirements", args=[site.pk]), {"paper": "malpractice_insurance"})
    address = reverse("catalogue:site_requirement", args=[site.pk, "malpractice_insurance"])
    assert chosen["Location"] == address
    given = {"counted_from": "start", "who": "student", "note": "It names you."}
    wrong = client.post(address, {**given, "not_older_than_days": "-4"})
    assert wrong.status_code == 422 and "It names you." in wrong.content.decode()
    assert client.post(address, {**given, "amount_aggregate": "3000000"}).status_code == 302
    row = site.requirements.get()
    assert (row.kind, row.amounts, row.note) == ("malpractice_insurance", {"aggregate": 3000000}, "It names you.")
    shown = client.get(reverse("catalogue:site_requirements", args=[site.pk])).content.decode()
    assert "Malpractice insurance" in shown
    client.post(reverse("catalogue:remove_requirement", args=[row.pk]))
    assert not site.requirements.exists()
    client.post(reverse("catalogue:apply_template", args=[site.pk]))
    assert site.requirements.count() == len(usual_requirements("hospital"))


def asks(client: Client, site: Site, paper: str, **given: str) -> int:
    """The office fills in the form about this paper; the status of the answer."""
    address = reverse("catalogue:site_requirement", args=[site.pk, paper])
    return client.post(address, {"counted_from": "start", "who": "student", **given}).status_code


@pytest.mark.django_db
def test_a_host_that_wants_titres_with_values_gets_them(client: Client) -> None:
    client.force_login(make_staff())
    site = make_site()
    assert asks(client, site, "mmr", amount_quantitative="on") == 302
    asked = site.requirements.get().amounts
    assert asked == {"quantitative": True}
    doses = Sheet("mmr", {"mmr_dose_1": "2001-01-01", "mmr_dose_2": "2004-01-01"})
    first, last = FOUR_WEEKS.first, FOUR_WEEKS.last
    assert standing("mmr", [doses], first=first, last=last).is_fine
    assert standing("mmr", [doses], first=first, last=last, amounts=asked).verdict == "missing"
    shown = client.get(reverse("catalogue:site_requirements", args=[site.pk])).content.decode()
    assert "A titre of each disease, with its value" in shown
    again = client.get(reverse("catalogue:site_requirement", args=[site.pk, "mmr"])).content.decode()
    assert 'name="amount_quantitative"' in again and "checked" in again.split('name="amount_quantitative"')[1][:200]
    assert asks(client, site, "mmr") == 302 and site.requirements.get().amounts == {}


@pytest.mark.django_db
def test_a_host_asks_only_for_what_is_judged(client: Client) -> None:
    client.force_login(make_staff())
    site = make_site()
    page = client.get(reverse("catalogue:site_requirement", args=[site.pk, "mmr"])).content.decode()
    assert "IgG value" not in page
    for paper, unread in (("mmr", "measles_titre_value"), ("varicella", "titre_value"), ("tb_test", "first_mm")):
        with pytest.raises(Refused, match="amount-unknown"):
            actions.set_requirement(site, paper, {"amounts": {unread: 5}}, by=PROGRAM, now=NOW)
    assert asks(client, site, "covid19", amount_doses="2") == 302
    assert site.requirements.get().amounts == {"doses": 2}
    assert asks(client, site, "covid19", amount_doses="4") == 422  # no paper shows more than three


@pytest.mark.django_db
def test_two_places_that_ask_for_a_tick_ask_for_it_once() -> None:
    offering = make_offering()
    make_requirement(offering.site, "mmr", amounts={"quantitative": True})
    make_requirement(offering, "mmr")
    [both] = queries.requirements_of(offering)
    assert both.amounts == {"quantitative": True}


@pytest.mark.django_db
def test_other_terms_are_no_more_those_of_the_page_they_were_read_on(client: Client) -> None:
    client.force_login(make_staff())
    site = make_site()
    actions.apply_template(site, by=PROGRAM, now=NOW)
    row = site.requirements.get(kind="malpractice_insurance")
    assert row.source and row.checked_on
    given = {"lead_days": "30", "only_hands_on": "on", "note": row.note}
    amounts = {"amount_per_occurrence": "1000000", "amount_aggregate": "3000000"}
    assert asks(client, site, row.kind, **given, **amounts) == 302
    row.refresh_from_db()
    assert row.source and row.checked_on  # saved as it stood
    assert asks(client, site, row.kind, **given, **{**amounts, "amount_aggregate": "5000000"}) == 302
    changed = Requirement.objects.get(pk=row.pk)
    assert (changed.source, changed.checked_on, changed.amounts["aggregate"]) == ("", None, 5000000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("test", "score", "status", "kept"),
    [
        ("ielts", "6.5", 302, 6.5),
        ("ielts", "9", 302, 9),
        ("ielts", "9.5", 422, None),
        ("toefl_ibt", "100", 302, 100),
        ("toefl_ibt", "121", 422, None),
        ("oet_medicine", "350", 302, 350),
        ("oet_medicine", "510", 422, None),
    ],
)
def test_a_score_is_one_that_the_test_gives(
    client: Client, test: str, score: str, status: int, kept: float | None
) -> None:
    client.force_login(make_staff())
    offering = make_offering()
    address = reverse("catalogue:entry_conditions", args=[offering.pk])
    answer = client.post(address, {f"score_{test}": score})
    assert answer.status_code == status
    assert kept is not None or f'value="{score}"' in answer.content.decode()
    offering.refresh_from_db()
    assert offering.needs_english == ({test: kept} if kept else {})
    if kept:
        again = client.get(address).content.decode()
        assert f'value="{score}"' in again
        client.logout()
        shown = client.get(reverse("catalogue:offering", args=[offering.pk])).content.decode()
        assert f"with {score} or more" in shown


@pytest.mark.django_db
def test_everybody_reads_what_an_offering_asks_for(client: Client) -> None:
    offering = make_offering(requirements="Bring a white coat")
    staff = make_staff()
    client.force_login(staff)
    conditions = {"needs_step1": "on", "least_step2_ck": "230", "score_toefl_ibt": "100", "lead_weeks": "6"}
    assert client.post(reverse("catalogue:entry_conditions", args=[offering.pk]), conditions).status_code == 302
    ages = {"counted_from": "end", "who": "student", "not_older_than_days": "90"}
    client.post(reverse("catalogue:offering_requirement", args=[offering.pk, "tb_test"]), ages)
    assert (
        "Tuberculosis test"
        in client.get(reverse("catalogue:offering_requirements", args=[offering.pk])).content.decode()
    )
    client.logout()
    page = client.get(reverse("catalogue:offering", args=[offering.pk])).content.decode()
    for words in (
        "Step 1",
        "230 or more",
        "TOEFL iBT with 100 or more",
        "6 weeks before",
        "Not older than 90 days on the last day",
        "white coat",
    ):
        assert words in page
    offering.refresh_from_db()
    assert offering.needs_english == {"toefl_ibt": 100} and not offering.needs_cores


@pytest.mark.django_db
def test_only_the_office_says_what_is_asked_for(client: Client) -> None:
    offering = make_offering()
    row = make_requirement(offering.site)
    client.force_login(make_person())
    addresses: dict[str, list[object]] = {
        "site_requirements": [offering.site_id],
        "site_requirement": [offering.site_id, "cv"],
        "apply_template": [offering.site_id],
        "offering_requirements": [offering.pk],
        "offering_requirement": [offering.pk, "cv"],
        "entry_conditions": [offering.pk],
        "remove_requirement": [row.pk],
    }
    for name, values in addresses.items():
        assert client.post(reverse(f"catalogue:{name}", args=values)).status_code in (404, 405)
    client.force_login(make_staff())
    assert client.get(reverse("catalogue:site_requirement", args=[offering.site_id, "blood-group"])).status_code == 404
