"""Processor time of pages of one home within one process, asked through the whole application, the server's own part
left out: ``PLUMBLINE_HOME=... python -m benchmarks._readers_inside``. Prints medians in milliseconds."""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from plumbline.interfaces import wsgi

PAGES = {"home": "/", "region": "/regions/chicago/", "figure": "/figures/inspection.pass_rate/chicago/2013",
         "records behind a figure": "/figures/inspection.pass_rate/chicago/2013/records",
         "list of records": "/records/inspection/", "rules": "/rules/"}
ROW = ("{% for row in rows %}<tr><td>{{ row.rank }}</td><th><a href=\"{% url 'region' row.code %}\">{{ row.name }}</a>"
       "</th><td>{{ row.grade }}</td></tr>\n{% endfor %}")


def ask(path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of one request."""
    told: dict[str, Any] = {}

    def begin(status: str, given: list[tuple[str, str]], *_: Any) -> None:
        told.update(status=status, headers=dict(given))

    place, _, query = path.partition("?")
    body = wsgi.application({
        "REQUEST_METHOD": "GET", "PATH_INFO": place, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "SERVER_PROTOCOL": "HTTP/1.1", **headers}, begin)
    text = b"".join(body)
    getattr(body, "close", lambda: None)()
    return told["status"], told["headers"], text


def median_ms(work: Callable[[], Any], times: int, before: Callable[[], Any] = lambda: None) -> float:
    """Processor time of ``work`` in this thread, the median, in milliseconds; ``before`` is not counted."""
    taken = []
    for _ in range(times):
        before()
        began = time.thread_time()
        work()
        taken.append(time.thread_time() - began)
    return round(statistics.median(taken) * 1000, 2)


def bare(size: int) -> Callable[[], Any]:
    """A page of ``size`` bytes that Django makes of a plain table: four values and an address a row, nothing around."""
    from django.template import engines

    template = engines["django"].from_string(ROW)
    row = {"rank": 1, "code": "42", "name": "Ward 42", "grade": "B good"}
    each = len(template.render({"rows": [row]}))
    rows = [dict(row) for _ in range(size // each)]
    return lambda: template.render({"rows": rows})


def main(times: int = 40) -> dict[str, Any]:
    """Every page: made anew, and as it is answered when it was asked just now."""
    from django.core.cache import caches

    forget: Callable[[], Any] = caches["pages"].clear if "pages" in caches.settings else lambda: None
    found: dict[str, Any] = {}
    for name, path in PAGES.items():
        for _ in range(3):
            status, _, text = ask(path)
        assert status.startswith("200"), (path, status)
        anew = median_ms(lambda path=path: ask(path), times, forget)  # type: ignore[misc]
        again = median_ms(lambda path=path: ask(path), times * 5)  # type: ignore[misc]
        reference = median_ms(bare(len(text)), times)
        etag = ask(path)[1].get("ETag", "")
        unchanged = (median_ms(lambda path=path, etag=etag: ask(path, HTTP_IF_NONE_MATCH=etag),  # type: ignore[misc]
                               times * 5) if etag else None)
        found[name] = {"bytes": len(text), "anew_ms": anew, "again_ms": again, "unchanged_304_ms": unchanged,
                       "bare_ms": reference, "anew_to_bare": round(anew / reference, 2)}
    return found


if __name__ == "__main__":
    print(json.dumps(main()))
