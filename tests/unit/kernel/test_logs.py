"""Logs: one JSON object per line, whoever writes it."""
from __future__ import annotations

import json
import logging

import pytest
import structlog

from kernel import logs


@pytest.fixture
def lines(capsys):
    before = logging.getLogger().handlers[:]
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    logging.getLogger().handlers[:] = before
    structlog.reset_defaults()


def test_a_line_names_event_service_level_and_time(lines):
    logs.start("grid")
    logs.get("kernel.test_a").info("thing_done", count=3)
    (line,) = lines()
    assert (line["event"], line["service"], line["level"], line["count"]) == ("thing_done", "grid", "info", 3)
    assert line["timestamp"].endswith("Z")


def test_a_line_belongs_to_its_trace(lines):
    logs.start("grid")
    token = logs.trace.set("00-abc")
    logs.get("kernel.test_b").info("thing_done")
    logs.trace.reset(token)
    assert lines()[0]["trace"] == "00-abc"


def test_what_a_library_says_is_json_too_and_kept_apart_from_our_names(lines):
    logs.start("grid")
    logging.getLogger("some.library").warning("connection to %s lost", "x")
    (line,) = lines()
    assert (line["event"], line["text"]) == ("library", "connection to x lost")


def test_a_value_json_does_not_know_does_not_lose_the_line(lines):
    logs.start("grid")
    logs.get("kernel.test_c").error("thing_broken", what=object)
    assert lines()[0]["event"] == "thing_broken"


def test_chatty_libraries_are_heard_only_when_they_warn(lines):
    logs.start("grid")
    logging.getLogger("amqp").info("frame")
    assert lines() == []


def test_an_error_is_told_by_its_place_and_never_by_its_text_or_values(lines):
    logs.start("grid")
    phone = "13800000000"
    try:
        raise ValueError(f"no such number {phone}")
    except ValueError:
        logging.getLogger("some.library").exception("it broke")
        logs.get("kernel.test_d").exception("thing_broken")
    first, second = lines()
    for line in (first, second):
        assert line["exception"]["kind"] == "ValueError"
        assert "test_logs.py" in line["exception"]["at"][0]
        assert phone not in json.dumps(line)
