import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from openrotations.common.middleware import LARGEST_REQUEST, RequestLog, SizeLimit


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("read")


def sent(size: str) -> HttpRequest:
    return RequestFactory().post("/anywhere/", data=b"x", content_type="text/plain", headers={"content-length": size})


@pytest.mark.parametrize(("size", "status"), [(str(LARGEST_REQUEST + 1), 413), (str(LARGEST_REQUEST), 200), ("", 200)])
def test_a_request_larger_than_any_form_is_refused_unread(size: str, status: int) -> None:
    request = sent(size)
    request.META["CONTENT_LENGTH"] = size
    assert SizeLimit(answer)(request).status_code == status


def test_what_broke_is_logged_without_its_words_and_what_was_refused_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = RequestLog(answer)
    log.process_exception(RequestFactory().get("/l/a-secret-token/"), Http404())
    assert not caplog.records
    log.process_exception(RequestFactory().get("/l/a-secret-token/"), ValueError("somebody@people.example"))
    [record] = caplog.records
    assert "ValueError" in str(record.msg)
    assert "a-secret-token" not in str(record.msg) and "somebody@" not in str(record.msg)
