"""What an answer tells, opened as far as a curious reader could open it; and who must not be told what."""

from __future__ import annotations

import base64
import html
import io
import re
import zipfile
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import quote, unquote

import pyarrow.parquet as pq
from django.test import Client

from tests import pdfs
from tests.interfaces.dealing import dealt, undone
from tests.interfaces.web.addresses import ADDRESSES, Ask
from tests.interfaces.web.world import CITY, FIRM_1, FIRM_2, FIRMS, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as

READERS = (PUBLIC_PERSONA, WARD_1, WARD_2, CITY)
FOREIGN = {PUBLIC_PERSONA: ("1", "2", "3", "4"), WARD_1: ("2", "4"), WARD_2: ("1", "3"), CITY: (),
           FIRM_1: ("1", "2", "4"), FIRM_2: ("1", "2", "3")}
SORTS = ((PUBLIC_PERSONA,), (WARD_1, WARD_2), (FIRM_1, FIRM_2))
"""Who is not to be told something. The wards are each other's mirror image, and so are their organisations."""
OWN = {WARD_1: "1", WARD_2: "2", **FIRMS}
LISTS = ("record-list", "records-export")
RECORDS = tuple(name for name in ADDRESSES if name.partition("-")[0] == "record" and name not in LISTS)
FIGURES = tuple(name for name in ADDRESSES if name.partition("-")[0] == "figure")
SEARCH = ("search",)
OTHERS = tuple(name for name in ADDRESSES if name not in {*LISTS, *RECORDS, *FIGURES, *SEARCH})


def answer(client: Client, ask: Ask) -> Any:
    """The response to one request."""
    return getattr(client, ask.method)(ask.path, ask.data) if ask.method == "post" else client.get(ask.path)


def read(response: Any) -> str:
    """All that a response tells: headers, cookies, body; with entities, escapes and tokens opened."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = "\n".join([*(f"{name}: {value}" for name, value in response.items()), response.cookies.output(),
                      _unpacked(body)])
    text = html.unescape(unquote(text))
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    tokens = [_opened(found) for found in re.findall(r"after=([\w.:-]+)", text)]
    return "\n".join([text, *tokens])


def _unpacked(body: bytes) -> str:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if body.startswith(b"%PDF"):
        return pdfs.text(body)
    if body.startswith(b"PAR1"):
        return str(pq.read_table(io.BytesIO(body)).to_pylist())
    return body.decode("utf-8", "replace")


def _opened(token: str) -> str:
    packed = token.split(":", maxsplit=1)[0]
    padded = packed + "=" * (-len(packed) % 4)
    opened = base64.urlsafe_b64decode(padded).decode("utf-8", "replace")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), opened)


def leaks(city: World, name: str, readers: Collection[str] = FOREIGN) -> Iterator[str]:
    """What the address called ``name`` tells one of ``readers`` of what is another's; nothing where it holds."""
    for reader, asks in dealt(list(ADDRESSES[name](city)), SORTS, OWN).items():
        if reader not in readers:
            continue
        with undone():
            client = looking_as(reader)
            for ask in asks:
                text = read(answer(client, ask))
                told = {mark for ward in FOREIGN[reader] for mark in city.told(ward, text)}
                if told:
                    yield f"{reader} at {ask.method} {ask.path}: {sorted(told)}"


def without(text: str, echo: str) -> str:
    """A page without what its reader typed, and without what changes at each request or, as the hash of the page, with
    what was typed."""
    for form in (echo, quote(echo), quote(echo, safe="")):
        text = text.replace(form, "…")
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"(?m)^(Content-Length|ETag|Set-Cookie|csrf|X?-?Request-ID).*$", "", text)


def rows(client: Client, ask: Ask) -> list[str]:
    """The lines of a file."""
    response: Any = client.get(ask.path)
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
