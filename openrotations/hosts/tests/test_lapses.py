"""What the clock does about ends: warnings once each, then the end, announced once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from openrotations.catalogue.tests.factories import make_offering
from openrotations.common.actors import PROGRAM
from openrotations.hosts import actions, queries
from openrotations.hosts.forms import EndingFilter
from openrotations.hosts.models import Certification, ExclusionCheck, Insurance, Licence
from openrotations.hosts.states import AgreementState
from openrotations.hosts.tests.factories import make_agreement, make_licence, make_preceptor, make_site
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme

pytestmark = pytest.mark.django_db
END = date(2027, 6, 30)


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 18, tzinfo=UTC)


def every_day(first: date, last: date, *, runs: int = 2) -> dict[str, list[date]]:
    """Runs the job each day, twice; what was mailed on which day."""
    found: dict[str, list[date]] = {}
    day = first
    while day <= last:
        for _run in range(runs):
            before = set(Message.objects.values_list("pk", flat=True))
            actions.watch_ends(noon(day))
            for message in Message.objects.exclude(pk__in=before):
                found.setdefault(message.template, []).append(day)
        day += timedelta(days=1)
    return found


def make_insurance(expires_on: date) -> Insurance:
    return Insurance.objects.create(
        preceptor=make_preceptor(), insurer="Example Mutual", source="a certificate", checked_on=date(2026, 1, 1),
        expires_on=expires_on,
    )  # fmt: skip


def test_each_end_is_warned_of_three_times_and_announced_once() -> None:
    make_programme()
    licence, insurance = make_licence(expires_on=END), make_insurance(END)
    agreement = make_agreement(state=AgreementState.IN_FORCE, starts_on=date(2026, 1, 1), ends_on=END)
    mailed = every_day(END - timedelta(days=95), END + timedelta(days=3))
    warned, over = [END - timedelta(days=n) for n in (90, 30, 7)], END + timedelta(days=1)
    assert mailed == {
        "hosts/mail/agreement_ends.txt": warned,
        "hosts/mail/credential_ends.txt": sorted(warned * 2),
        "hosts/mail/credential_lapsed.txt": [over],
        "placements/mail/licence_lapsed.txt": [over],
        "placements/mail/agreement_ended.txt": [over],
    }
    for row in (licence, insurance, agreement):
        row.refresh_from_db()
    assert licence.lapsed_at and insurance.lapsed_at and agreement.state == AgreementState.EXPIRED


def test_a_renewed_licence_is_warned_of_anew() -> None:
    make_programme()
    licence = make_licence(expires_on=END)
    actions.watch_ends(noon(END + timedelta(days=1)))
    values = {"expires_on": END + timedelta(days=365), "checked_on": END}
    actions.change_credential(licence, values, evidence=None, by=PROGRAM, now=noon(END))
    licence.refresh_from_db()
    assert (licence.warned_days, licence.lapsed_at) == (None, None)
    mailed = every_day(END + timedelta(days=270), END + timedelta(days=300), runs=1)
    assert list(mailed) == ["hosts/mail/credential_ends.txt"]


def test_before_the_office_is_set_up_nobody_is_told() -> None:
    make_licence(expires_on=END)
    assert actions.watch_ends(noon(END + timedelta(days=1))) == 0


def test_what_ends_or_must_be_looked_up_stands_in_the_offices_list() -> None:
    today, site = date(2027, 6, 1), make_site(needs_agreement=True)
    preceptor = make_preceptor(site)
    make_licence(preceptor, expires_on=END)
    make_licence(preceptor, state="NY", expires_on=date(2027, 1, 1))
    make_licence(preceptor, state="NY", expires_on=date(2029, 1, 1))  # renewed under another number
    Certification.objects.create(
        preceptor=preceptor, board="A board", specialty="Surgery", source="x", checked_on=today, recheck_on=today
    )
    ExclusionCheck.objects.create(preceptor=preceptor, result="unclear", source="x", checked_on=date(2027, 1, 1))
    assert codes_of(today) == []  # nothing of theirs is on offer
    make_offering(site=site, preceptor=preceptor)
    assert codes_of(today) == ["exclusion-open", "licence-ends", "look-again", "no-agreement"]
    make_agreement(site, state=AgreementState.IN_FORCE, ends_on=END)
    assert codes_of(today) == ["agreement-ends", "exclusion-open", "licence-ends", "look-again"]
    make_agreement(site, state=AgreementState.IN_FORCE, starts_on=END, ends_on=None)
    assert codes_of(END + timedelta(days=1)) == ["exclusion-open", "licence-lapsed", "look-again"]


def codes_of(today: date) -> list[str]:
    return sorted(need.code for need in queries.office_needs(noon(today)))


def test_the_list_knows_what_is_fine_what_ends_and_what_nobody_told() -> None:
    today, site = date(2027, 6, 1), make_site(needs_agreement=True)
    preceptor = make_preceptor(site, full_name="Dr. Untold")
    for on, name in ((date(2029, 1, 1), "Fine"), (END, "Ending"), (date(2027, 5, 31), "Expired"), (None, "No End")):
        make_licence(make_preceptor(site, full_name=f"Dr. {name}"), expires_on=on)
    make_insurance(END)

    def found(**wanted: str) -> list[str]:
        return [each.whose for each in queries.endings(today, **wanted)]

    assert found(kind="licence") == ["Dr. Expired", "Dr. Ending", "Dr. Fine", "Dr. No End"] + [
        row.full_name for row in type(preceptor).objects.filter(licences=None).order_by("full_name")
    ]
    assert found(standing="expired") == ["Dr. Expired"]
    assert found(standing="untold", words="No End") == ["Dr. No End"]
    assert found(kind="agreement") == [site.name]
    assert found(kind="insurance", standing="ending")


@pytest.mark.parametrize(("result", "standing"), [("not_listed", "fine"), ("listed", "listed"), ("unclear", "unclear")])
def test_who_may_be_excluded_is_not_called_fine(result: str, standing: str) -> None:
    today, preceptor = date(2027, 6, 1), make_preceptor()
    values = {"source": "a test", "checked_on": today, "recheck_on": date(2027, 12, 1)}
    ExclusionCheck.objects.create(preceptor=preceptor, result=result, **values)
    assert [each.standing for each in queries.endings(today, kind="exclusion")] == [standing]
    assert {name for name, _label in EndingFilter.STANDINGS} >= {standing}
    filtered = EndingFilter({"kind": "exclusion", "standing": standing})
    assert filtered.is_valid()
    assert [each.whose for each in queries.endings(today, kind="exclusion", standing=standing)] == [preceptor.full_name]


def test_the_list_asks_as_often_for_many_rows_as_for_few() -> None:
    counts = []
    for _round in range(2):
        kinds: list[models.Model] = [make_licence(expires_on=END), make_insurance(END)]
        make_agreement(state=AgreementState.IN_FORCE)
        ExclusionCheck.objects.create(
            preceptor=make_preceptor(), result="not_listed", source="x", checked_on=date(2027, 1, 1)
        )
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(queries.endings(date(2027, 6, 1))) >= len(kinds)
        counts.append(len(asked))
    assert counts[0] == counts[1] and Licence.objects.count() == 2
