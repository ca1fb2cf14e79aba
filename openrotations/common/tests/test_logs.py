import io
import logging
import logging.config

import pytest
import structlog

from openrotations.common.logs import logging_settings, without_words

CANARY = "somebody@people.example"


def line_of(form: str) -> str:
    """What one error in a library's own logger becomes."""
    made = logging_settings(form)["formatters"]["lines"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=made["processors"], foreign_pre_chain=made["foreign_pre_chain"]
    )
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.Logger("a library")
    logger.addHandler(handler)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logger.exception("It failed.")
    return stream.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_is_logged_by_its_kind_and_place_without_its_words(form: str) -> None:
    line = line_of(form)
    assert "ValueError" in line and "test_logs.py" in line
    assert CANARY not in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_twin_without_the_guard_the_words_stand_in_the_log(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openrotations.common.logs._BEFORE", [structlog.processors.format_exc_info])
    assert CANARY in line_of(form)


def test_a_line_without_an_error_stays_as_it_is() -> None:
    assert without_words(None, "info", {"event": "request"}) == {"event": "request"}
