"""Two changes that hold what the other waits for: the database gives one up, and its sender is told."""

from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from openrotations.common.middleware import Refusals
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("read")


@pytest.mark.django_db(transaction=True)
def test_two_changes_that_wait_for_each_other_are_told_to_try_again() -> None:
    make_programme()
    first, second = make_person(), make_person()
    both_hold, told = Barrier(2, timeout=30), list[Exception]()

    def change(one: Person, other: Person) -> None:
        try:
            with transaction.atomic():
                Person.objects.select_for_update().get(pk=one.pk)
                both_hold.wait()
                Person.objects.select_for_update().get(pk=other.pk)
        except OperationalError as error:
            told.append(error)
        finally:
            connection.close()

    threads = [Thread(target=change, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    [given_up] = told
    request = RequestFactory().post("/anywhere/")
    request.user = AnonymousUser()
    page = Refusals(answer).process_exception(request, given_up)
    assert page is not None and page.status_code == 409
    assert "Send yours again." in page.content.decode()
    assert Refusals(answer).process_exception(request, OperationalError("the disk is full")) is None
