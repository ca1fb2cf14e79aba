"""The demo in the database: filled once, complete, true to its rules, with a way in for every role."""

import gc
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from inspect import iscoroutinefunction
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from pytest_django import DjangoDbBlocker, Settings

from openrotations.audit.models import ChainLink, Entry
from openrotations.audit.queries import chain_faults
from openrotations.catalogue.models import Offering
from openrotations.common.actors import PROGRAM
from openrotations.desk.demo import link_doors, views
from openrotations.desk.demo.fill import fill
from openrotations.desk.demo.ways import GROUPS, all_ways, found_behind
from openrotations.evaluations.models import Evaluation
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.letters.models import LetterRequest
from openrotations.notifications.models import Message
from openrotations.people.actions import revoke_link
from openrotations.people.models import Person, SignedLink
from openrotations.placements.models import Outcome, Placement, Round
from openrotations.records.models import Record
from openrotations.records.queries import is_whole
from openrotations.schools.models import School, Student

IN_DEMO = pytest.mark.urls("openrotations.desk.demo.tests.demo_urls")
DOORS = [door.key for group in GROUPS for door in group.doors]
LINK_DOORS = [door.key for door in (*link_doors.REGISTRAR, *link_doors.HOST, *link_doors.PRECEPTOR)]


@pytest.fixture(scope="module", autouse=True)
def filled(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo of today, in a transaction that is rolled back; what a commit would check is checked at once."""
    folder: Path = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(FILES_FOLDER=folder), transaction.atomic():
        started = time.monotonic()
        assert fill(2027, timezone.now().date())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        print(f"\nfilled in {time.monotonic() - started:.1f} s")  # noqa: T201 - how long it took is worth seeing
        yield
        transaction.set_rollback(True)


def test_it_is_as_large_as_promised() -> None:
    counts = {
        Student: 240,
        School: 60,
        Offering: 70,
        Preceptor: 60,
        Site: 30,
        Outcome: 500,
        Record: 40,
        LetterRequest: 40,
        Message: 300,
    }
    found = {model: model._default_manager.count() for model in counts}
    assert {model.__name__: found[model] for model in counts if found[model] < counts[model]} == {}
    assert School.objects.values("country").distinct().count() >= 40
    assert Site.objects.values("state").distinct().count() >= 12


def test_placements_are_past_running_and_coming() -> None:
    states = Counter(Placement.objects.values_list("state", flat=True))
    few = {"completed": 50, "active": 20, "cleared": 5, "confirmed": 5, "accepted": 5, "offered": 5, "cancelled": 3}
    assert {state: states[state] for state, least in few.items() if states[state] < least} == {}


def test_one_round_collects_one_is_published_and_others_are_closed() -> None:
    states = Counter(Round.objects.filter(kind=Round.Kind.RANKED).values_list("state", flat=True))
    assert states["collecting"] == 1
    assert states["published"] == 1
    assert states["closed"] > 5
    # How many of those who apply are found eligible in time differs with the day on which the demo is filled.
    assert Round.objects.get(state="collecting").entries.count() > 5


def test_every_choice_of_every_past_round_has_its_reason() -> None:
    assert not Outcome.objects.filter(reason="").exists()
    assert Outcome.objects.filter(is_given=False).exclude(detail__detail="").exists()


def test_filling_again_changes_nothing() -> None:
    before = Entry.objects.count(), Person.objects.count(), Message.objects.count()
    assert fill(2027, timezone.now().date()) is False
    assert fill(7, date(2026, 1, 1)) is False
    assert (Entry.objects.count(), Person.objects.count(), Message.objects.count()) == before


def test_the_audit_trail_is_whole_and_in_order_of_time() -> None:
    assert ChainLink.objects.count() == Entry.objects.count()
    assert list(chain_faults()) == []
    moments = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= timezone.now()


def test_every_record_is_what_was_issued() -> None:
    assert all(is_whole(record) for record in Record.objects.all())
    assert {"issued", "superseded", "revoked"} <= set(Record.objects.values_list("state", flat=True))


def test_only_what_is_new_waits_to_be_sent() -> None:
    waiting = Message.objects.filter(state="queued")
    assert 10 < waiting.count() < 200
    assert not Message.objects.exclude(state__in=["queued", "sent"]).exists()
    assert not Message.objects.filter(text="").exists()


def test_a_silent_host_and_unchecked_addresses_wait_for_the_office() -> None:
    silent = Placement.objects.get(state="accepted", office_warned_at__isnull=False)
    assert silent.host_release_on is not None
    assert silent.host_release_on > timezone.now().date()
    unchecked = [*HostCoordinator.objects.filter(address_confirmed_at=None)]
    assert [contact.site for contact in unchecked] == [Site.objects.order_by("name")[0]]
    assert Preceptor.objects.filter(address_confirmed_at=None).count() == 1


def test_evaluations_that_are_due_were_asked_for() -> None:
    today = timezone.now().date()
    due = Evaluation.objects.filter(author="preceptor", state="due", due_on__lt=today)
    assert not due.filter(link=None).exists()


@pytest.mark.parametrize("key", DOORS)
def test_somebody_stands_behind_every_door(key: str) -> None:
    assert found_behind(key, timezone.now()) is not None


@IN_DEMO
@pytest.mark.parametrize("key", DOORS)
def test_every_role_lands_on_a_page_that_is_not_empty(key: str, client: Client, settings: Settings) -> None:
    settings.DEMO = True
    answer = client.post(reverse("demo:enter"), {"door": key}, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<h1" in page
    assert len(page.split('id="main"')[1]) > 600


@IN_DEMO
@pytest.mark.parametrize("key", LINK_DOORS)
def test_those_with_a_link_are_nobody_with_an_account(key: str, client: Client, settings: Settings) -> None:
    settings.DEMO = True
    client.post(reverse("demo:enter"), {"door": "coordinator"})
    client.post(reverse("demo:enter"), {"door": key})
    assert "_auth_user_id" not in client.session


@IN_DEMO
def test_the_page_of_roles_names_every_role(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    page = client.get(reverse("demo:roles")).content.decode()
    assert [key for key in DOORS if f'value="{key}"' not in page] == []


@IN_DEMO
def test_a_door_that_does_not_exist_leads_back(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    answer = client.post(reverse("demo:enter"), {"door": "nobody"})
    assert answer.headers["Location"] == reverse("demo:roles")


@IN_DEMO
def test_entering_is_not_done_by_a_link_from_elsewhere(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    assert client.get(reverse("demo:enter")).status_code == 405


def test_a_door_stays_open_when_its_link_has_ended() -> None:
    now = timezone.now()
    first = found_behind("host-page", now)
    assert first is not None
    with transaction.atomic():
        for link in SignedLink.objects.filter(purpose="placement", revoked_at=None):
            revoke_link(link, by=PROGRAM, now=now)
        again = found_behind("host-page", now)
        assert again is not None
        assert SignedLink.objects.filter(purpose="placement", revoked_at=None).count() == 0
        again.enter(now)
        assert SignedLink.objects.filter(purpose="placement", revoked_at=None).count() == 1
        transaction.set_rollback(True)


def test_looking_at_the_doors_changes_nothing() -> None:
    before = Entry.objects.count(), SignedLink.objects.count()
    all_ways(timezone.now())
    assert (Entry.objects.count(), SignedLink.objects.count()) == before


def test_outside_the_demo_there_is_no_such_address(client: Client, settings: Settings) -> None:
    assert settings.DEMO is False
    with pytest.raises(NoReverseMatch):
        reverse("demo:enter")
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/enter/", {"door": "director"}).status_code == 404


def test_outside_the_demo_the_views_refuse_even_when_called(rf: RequestFactory) -> None:
    with pytest.raises(Http404):
        views.roles(rf.get("/demo/"))
    with pytest.raises(Http404):
        views.enter(rf.post("/demo/enter/", {"door": "director"}))


@IN_DEMO
def test_outside_the_demo_a_mounted_address_refuses_too(client: Client) -> None:
    assert client.post(reverse("demo:enter"), {"door": "director"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_the_command_refuses() -> None:
    with pytest.raises(CommandError, match="only for OPENROTATIONS_MODE=demo"):
        call_command("fill_demo")


def test_what_the_clock_starts_keeps_no_memory() -> None:
    tasks = [each.task for each in app.periodic_registry.periodic_tasks.values()]
    jobs = [task for task in tasks if not iscoroutinefunction(task.func)]
    assert len(jobs) >= 8
    with transaction.atomic():
        grown = growth(lambda: [job(timestamp=0) for job in jobs], passes=5)
        transaction.set_rollback(True)
    assert grown < 100_000, f"{grown} bytes kept by 5 passes"


def test_twin_a_job_that_keeps_its_rows_is_noticed() -> None:
    kept: list[Student] = []
    assert growth(lambda: kept.extend(Student.objects.all()), passes=5) > 100_000


def growth(work: Callable[[], object], *, passes: int) -> int:
    """Bytes that are held more after doing `work` so many times, once its caches are warm."""
    tracemalloc.start()
    try:
        for _ in range(2):
            work()
        gc.collect()
        before, _peak = tracemalloc.get_traced_memory()
        for _ in range(passes):
            work()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
