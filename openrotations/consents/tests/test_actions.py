"""Writing, publishing, accepting and taking back; what is in force, and who owes what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from openrotations.audit.models import Entry
from openrotations.common.actors import Actor
from openrotations.common.refusals import Refused
from openrotations.consents import actions, queries
from openrotations.consents.models import Acceptance, Kind, Version
from openrotations.consents.shipped import MARK, templates
from openrotations.consents.tests.factories import accept, draft_values, make_version
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def director() -> Actor:
    return Actor("person", str(make_staff("director").pk), "director")


@pytest.fixture
def student() -> Person:
    return make_student().person


def publish(kind: str = Kind.TERMS, *, in_days: int = 0, asks: bool = True) -> Version:
    return make_version(kind, now=NOW, holds_from=TODAY + in_days * DAY, needs_acceptance=asks)


def owed(student: Person, in_days: int = 0) -> list[tuple[str, int | None]]:
    return [(version.kind, version.number) for version in queries.owed_by(student.pk, TODAY + in_days * DAY)]


def test_a_draft_begins_as_the_template_then_as_what_was_written(director: Actor) -> None:
    values = queries.draft_values(Kind.TERMS, TODAY)
    assert MARK in values["text"] and values["title"] == templates()["terms"].title
    actions.save_draft(Kind.TERMS, {**values, "title": "Ours"}, by=director, now=NOW)
    assert queries.draft_values(Kind.TERMS, TODAY)["title"] == "Ours"


def test_the_next_version_begins_as_the_newest() -> None:
    version = publish(in_days=5)
    values = queries.draft_values(Kind.TERMS, TODAY)
    assert (values["text"], values["change"], values["holds_from"]) == (version.text, "", version.holds_from)


def test_saving_again_changes_the_same_draft(director: Actor) -> None:
    first = actions.save_draft(Kind.TERMS, draft_values(TODAY), by=director, now=NOW)
    second = actions.save_draft(Kind.TERMS, draft_values(TODAY, title="Another"), by=director, now=NOW)
    assert (first.pk, Version.objects.get().title) == (second.pk, "Another")


def test_versions_are_numbered_by_kind() -> None:
    assert [publish().number, publish().number, publish(Kind.PRIVACY).number] == [1, 2, 1]


def test_the_template_cannot_be_published(director: Actor) -> None:
    values = {**queries.draft_values(Kind.TERMS, TODAY)}
    draft = actions.save_draft(Kind.TERMS, values, by=director, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.publish_version(draft, read=draft.fingerprint, by=director, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["still-template"]
    assert Version.objects.get().number is None


def test_today_is_the_offices_own(director: Actor) -> None:
    make_programme(time_zone="America/Los_Angeles")
    evening = datetime(2027, 3, 2, 4, tzinfo=UTC)  # the first of March, eight in the evening, on the west coast
    draft = actions.save_draft(Kind.TERMS, draft_values(date(2027, 3, 1)), by=director, now=evening)
    assert actions.publish_version(draft, read=draft.fingerprint, by=director, now=evening).number == 1


def test_what_another_director_changed_meanwhile_is_not_published_unread(director: Actor) -> None:
    draft = actions.save_draft(Kind.TERMS, draft_values(TODAY), by=director, now=NOW)
    read = draft.fingerprint
    for changed in ({"text": "Be unkind."}, {"holds_from": TODAY + DAY}, {"needs_acceptance": False}):
        actions.save_draft(Kind.TERMS, draft_values(TODAY, **changed), by=director, now=NOW)
        with pytest.raises(Refused) as refused:
            actions.publish_version(draft, read=read, by=director, now=NOW)
        assert [reason.code for reason in refused.value.reasons] == ["changed-since"]
    actions.save_draft(Kind.TERMS, draft_values(TODAY), by=director, now=NOW)
    assert actions.publish_version(draft, read=read, by=director, now=NOW).number == 1


def test_a_draft_that_is_published_meanwhile_is_not_written_in(
    director: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, locked = actions.save_draft(Kind.TERMS, draft_values(TODAY), by=director, now=NOW), Version.locked

    def published_first(pk: object) -> Version:
        monkeypatch.setattr(Version, "locked", locked)
        return actions.publish_version(draft, read=draft.fingerprint, by=director, now=NOW)

    monkeypatch.setattr(Version, "locked", published_first)
    with pytest.raises(Refused) as refused:
        actions.save_draft(Kind.TERMS, draft_values(TODAY, text="Later words."), by=director, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["no-draft"]


def test_nothing_is_published_twice(director: Actor) -> None:
    version = publish()
    with pytest.raises(Refused):
        actions.publish_version(version, read=version.fingerprint, by=director, now=NOW)


def test_a_dropped_draft_is_not_published_and_another_can_be_written(director: Actor) -> None:
    draft = actions.save_draft(Kind.TERMS, draft_values(TODAY), by=director, now=NOW)
    actions.drop_draft(draft, by=director, now=NOW)
    with pytest.raises(Refused):
        actions.publish_version(draft, read=draft.fingerprint, by=director, now=NOW)
    assert actions.save_draft(Kind.TERMS, draft_values(TODAY), by=director, now=NOW).pk != draft.pk


def test_a_version_holds_from_its_day() -> None:
    first, second = publish(), publish(in_days=3)
    assert queries.text_on(Kind.TERMS, TODAY - DAY) is None
    assert queries.text_on(Kind.TERMS, TODAY + 2 * DAY) == first
    assert queries.text_on(Kind.TERMS, TODAY + 3 * DAY) == second
    assert queries.in_force(TODAY)[Kind.TERMS].coming == second


def test_of_two_versions_of_one_day_the_later_holds() -> None:
    publish(in_days=3)
    newest = publish(in_days=3)
    assert queries.text_on(Kind.TERMS, TODAY + 3 * DAY) == newest


def test_nothing_is_owed_where_nothing_is_published(student: Person) -> None:
    assert owed(student) == [] and queries.has_agreed(student.pk, Kind.PAPERS, TODAY)


def test_conditions_are_owed_and_consents_are_not(student: Person) -> None:
    terms, privacy = publish(), publish(Kind.PRIVACY)
    publish(Kind.PAPERS)
    assert owed(student) == [("terms", 1), ("privacy", 1)]
    accept(student, terms, now=NOW)
    assert owed(student) == [("privacy", 1)]
    accept(student, privacy, now=NOW)
    assert owed(student) == []


def test_a_new_version_is_owed_anew_from_its_day(student: Person) -> None:
    accept(student, publish(), now=NOW)
    publish(in_days=3)
    assert (owed(student), owed(student, 2), owed(student, 3)) == ([], [], [("terms", 2)])


def test_a_corrected_slip_of_the_pen_asks_nobody_who_accepted(student: Person) -> None:
    accept(student, publish(), now=NOW)
    publish(asks=False)
    assert owed(student) == []
    assert owed(make_student().person) == [("terms", 2)]


def test_a_slip_corrected_after_a_real_change_does_not_excuse_from_it(student: Person) -> None:
    accept(student, publish(), now=NOW)
    publish()
    publish(asks=False)
    assert owed(student) == [("terms", 3)]


def test_a_text_that_asks_for_nothing_is_not_owed(student: Person) -> None:
    publish(asks=False)
    assert owed(student) == []


def test_an_acceptance_keeps_version_moment_and_how(student: Person) -> None:
    row = accept(student, publish(), now=NOW)
    assert (row.version.number, row.accepted_at, row.how, row.withdrawn_at) == (1, NOW, "page", None)
    entry = Entry.objects.get(action="accept_version")
    assert entry.actor_id == str(student.pk) and '"number":1' in entry.body


def test_accepting_twice_changes_nothing(student: Person) -> None:
    version = publish()
    assert accept(student, version, now=NOW).pk == accept(student, version, now=NOW + DAY).pk
    assert Acceptance.objects.count() == 1


def test_a_version_that_holds_no_more_or_asks_nobody_is_not_accepted(student: Person) -> None:
    old, new, slip = publish(), publish(), publish(in_days=9, asks=False)
    for version in (old, slip):
        with pytest.raises(Refused, match="not-in-force"):
            accept(student, version, now=NOW)
    assert accept(student, new, now=NOW)


def test_a_version_accepted_ahead_counts_from_its_day_and_not_before(student: Person) -> None:
    publish(), accept(student, publish(in_days=3), now=NOW)
    assert (owed(student), owed(student, 2), owed(student, 3)) == ([("terms", 1)], [("terms", 1)], [])
    accept(student, Version.objects.get(number=1), now=NOW)
    assert (owed(student), owed(student, 3)) == ([], [])


def test_a_consent_given_ahead_is_none_before_its_day_and_is_taken_back_with_the_others(student: Person) -> None:
    publish(Kind.PAPERS)
    row = accept(student, publish(Kind.PAPERS, in_days=3), now=NOW)
    days = TODAY, TODAY + 3 * DAY
    assert [queries.has_agreed(student.pk, Kind.PAPERS, day) for day in days] == [False, True]
    actions.withdraw_consent(row, by=Actor("person", str(student.pk), "student"), now=NOW)
    assert [queries.has_agreed(student.pk, Kind.PAPERS, day) for day in days] == [False, False]


def test_only_students_accept() -> None:
    with pytest.raises(Refused, match="no-student"):
        accept(make_person(), publish(), now=NOW)


def test_a_consent_can_be_taken_back_and_given_again(student: Person) -> None:
    by, version = Actor("person", str(student.pk), "student"), publish(Kind.PAPERS)
    assert not queries.has_agreed(student.pk, Kind.PAPERS, TODAY)
    row = accept(student, version, now=NOW)
    assert queries.has_agreed(student.pk, Kind.PAPERS, TODAY)
    actions.withdraw_consent(row, by=by, now=NOW + DAY)
    assert not queries.has_agreed(student.pk, Kind.PAPERS, TODAY)
    with pytest.raises(Refused, match="withdrawn"):
        actions.withdraw_consent(row, by=by, now=NOW + DAY)
    accept(student, version, now=NOW + 2 * DAY)
    assert queries.has_agreed(student.pk, Kind.PAPERS, TODAY)
    assert len(queries.history_of(student.pk)) == 2


def test_taking_a_consent_back_takes_back_earlier_versions_too(student: Person) -> None:
    first = accept(student, publish(Kind.PAPERS), now=NOW)
    second = accept(student, publish(Kind.PAPERS, asks=False), now=NOW)
    actions.withdraw_consent(second, by=Actor("person", str(student.pk), "student"), now=NOW)
    first.refresh_from_db()
    assert first.withdrawn_at == NOW and not queries.has_agreed(student.pk, Kind.PAPERS, TODAY)


def test_a_consent_is_asked_anew_when_its_words_change(student: Person) -> None:
    accept(student, publish(Kind.PAPERS), now=NOW)
    publish(Kind.PAPERS)
    assert not queries.has_agreed(student.pk, Kind.PAPERS, TODAY)


def test_a_condition_cannot_be_taken_back(student: Person) -> None:
    row = accept(student, publish(), now=NOW)
    with pytest.raises(Refused, match="not-optional"):
        actions.withdraw_consent(row, by=Actor("person", str(student.pk), "student"), now=NOW)
    assert Acceptance.objects.get().withdrawn_at is None


def test_only_what_was_shown_is_accepted_with_the_profile(student: Person) -> None:
    terms, _privacy, papers = publish(), publish(Kind.PRIVACY), publish(Kind.PAPERS)
    by = Actor("person", str(student.pk), "student")
    shown = [str(terms.pk), str(papers.pk), "nonsense"]
    actions.accept_with_profile(student, shown, by=by, now=NOW)
    [row] = Acceptance.objects.all()
    assert (row.version_id, row.how) == (terms.pk, "sign_up")


def test_what_nobody_has_published_is_missing() -> None:
    assert queries.missing_texts(TODAY) == [Kind.TERMS, Kind.PRIVACY]
    publish(), publish(Kind.PRIVACY, in_days=3)
    assert queries.missing_texts(TODAY) == [Kind.PRIVACY]
    assert queries.missing_texts(TODAY + 3 * DAY) == []
