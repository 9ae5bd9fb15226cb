"""A client of the API in one page, with nothing but Python.

Run it against a server, for instance the one of ``make demo``::

    python examples/client.py --region 9 --period 2013

The token, where one is needed, comes from the variable PLUMBLINE_TOKEN.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


class Problem(Exception):
    """What the server says it cannot do: ``document`` is its problem document (RFC 9457)."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        super().__init__(document["detail"])


class Plumbline:
    """One server. ``token`` speaks for a person; without it one reads what is public."""

    def __init__(self, address: str, token: str = "") -> None:
        self.address = address.rstrip("/") + "/api/v1"
        self.headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """One document."""
        text = urlencode({name: value for name, value in query.items() if value is not None}, doseq=True)
        return self._send("GET", f"{path}?{text}" if text else path)

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every record of a list, page after page, however many there are."""
        after = None
        while True:
            page = self.get(path, after=after, **query)
            yield from page["records"]
            after = page["next"]
            if after is None:
                return

    def create(self, kind: str, **values: Any) -> dict[str, Any]:
        """A new record."""
        return self._send("POST", f"/records/{kind}", values)

    def correct(self, record: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Some fields of ``record`` changed. A Problem with status 409, if somebody changed it since it was read."""
        return self._send("PATCH", record["address"].removeprefix("/api/v1"), changes, record["version"])

    def withdraw(self, record: dict[str, Any]) -> dict[str, Any]:
        """``record`` taken out of what counts."""
        return self._send("DELETE", record["address"].removeprefix("/api/v1"), seen=record["version"])

    def _send(self, method: str, path: str, body: Any = None, seen: int | None = None) -> dict[str, Any]:
        headers = dict(self.headers) | ({"If-Match": f'"{seen}"'} if seen is not None else {})
        content = None
        if body is not None:
            headers["Content-Type"], content = "application/json", json.dumps(body).encode()
        request = Request(self.address + quote(path, safe="/?&=~%:.+-_"), content, headers, method=method)
        try:
            with urlopen(request) as response:
                document: dict[str, Any] = json.load(response)
        except HTTPError as error:
            with error:
                raise Problem(json.load(error)) from None
        return document


def main() -> int:
    """One figure, and the records that keep it from being better."""
    options = argparse.ArgumentParser(description="A figure of a region, and the inspections that failed.")
    options.add_argument("--server", default="http://127.0.0.1:8000")
    options.add_argument("--region", required=True)
    options.add_argument("--period", required=True)
    asked = options.parse_args()
    server = Plumbline(asked.server, os.environ.get("PLUMBLINE_TOKEN", ""))
    try:
        figure = server.get(f"/figures/inspection.pass_rate/{asked.region}/{asked.period}")
        print(f"{figure['title']['en']}: {figure['value']} {figure['unit']} "
              f"({figure['numerator']} of {figure['denominator']}; cut {figure['cut']})")
        for each in server.pages("/records/inspection", region=asked.region, period=asked.period, result="fail"):
            fields = each["fields"]
            print(f"  {fields['inspected_on']}  {fields['number']}  {fields['establishment_name'] or ''}")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
