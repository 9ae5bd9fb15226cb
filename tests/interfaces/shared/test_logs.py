"""Log lines: JSON, numbered by request, without people in them."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.db.utils import IntegrityError, OperationalError

from plumbline.errors import CutError
from plumbline.interfaces.shared.logs import Lines, configuration, request_id
from plumbline.text import Text


def line(name: str, message: str, *values: object, error: BaseException | None = None, **more: object) -> dict:
    """What is written of one event."""
    info = None
    if error is not None:
        try:
            raise error
        except type(error):
            info = sys.exc_info()
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, values, info)
    for key, value in more.items():
        setattr(record, key, value)
    text = Lines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_is_one_object():
    token = request_id.set("00ff")
    try:
        found = line("plumbline.imports", "took in %s rows", 7, fields={"rows": 7})
    finally:
        request_id.reset(token)
    assert found.pop("time").endswith("+00:00")
    assert found == {"level": "warning", "logger": "plumbline.imports", "message": "took in 7 rows", "request": "00ff",
                     "rows": 7}


def test_the_values_that_others_put_in_stay_out():
    found = line("axes.attempts", "AXES: failure by %s from %s", "wang", "203.0.113.9")
    assert found["message"] == "AXES: failure by %s from %s"
    assert line("django.request", "%s: %s", "Not Found", "/records/wang", status_code=404)["message"] == \
        "answered with 404"


@pytest.mark.parametrize(("error", "words"), [
    (CutError("cut.file_missing", Text("the file is missing", "文件缺失"), where="x"), "x: the file is missing."),
    (FileNotFoundError(2, "No such file or directory", "/a/secret/name"), "No such file or directory"),
    (OperationalError("no such column: x\nDETAIL: wang"), "no such column: x"),
    (IntegrityError("Key (username)=(wang) already exists"), ""),
    (ValueError("could not read 'wang'"), ""),
])
def test_an_error_is_told_by_kind_and_place(error, words):
    found = line("plumbline.web", "it broke", error=error)["error"]
    assert found["message"] == words
    assert found["type"].endswith(type(error).__name__)
    assert found["frames"][-1].endswith(" line")
    assert "test_logs.py" in found["frames"][-1]


def test_a_file_takes_the_lines(tmp_path):
    target = tmp_path / "plumb.log"
    found = configuration(str(target), "info")
    assert found["handlers"]["log"]["filename"] == str(target)
    assert found["loggers"]["plumbline"] == {"level": "INFO"}
    assert configuration("", "warning")["handlers"]["log"]["class"] == "logging.StreamHandler"
