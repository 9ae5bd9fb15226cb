"""Static files are sent compressed to who takes them so, and as they are wherever that cannot be."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from plumbline.interfaces.web.core import static_files
from plumbline.interfaces.web.core.static_files import FOLDER, compressed

CSS, MARK = "/static/plumbline/figure.css", "/static/plumbline/mark.svg"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of their own."""
    from plumbline.home import Home

    home = Home(tmp_path / "home").create()
    monkeypatch.setattr(settings, "HOME", home)
    return home.cache / FOLDER


def ask(path: str, encoding: str = "", client: Client | None = None, **headers: str) -> tuple[Any, bytes]:
    """An answer and its body."""
    answer: Any = (client or Client()).get(path, headers={"Accept-Encoding": encoding, **headers})
    return answer, b"".join(answer.streaming_content)


def test_it_is_the_same_file_whatever_way_it_comes(cache: Path) -> None:
    client = Client()
    plain, whole = ask(CSS, client=client)
    small, packed = ask(CSS, "gzip, deflate", client=client)
    assert ("Content-Encoding" in plain, small["Content-Encoding"]) == (False, "gzip")
    assert (gzip.decompress(packed), len(packed) < len(whole) / 2) == (whole, True)
    assert int(small["Content-Length"]) == len(packed)
    for name in ("Content-Type", "Cache-Control", "ETag", "Last-Modified", "Vary"):
        assert small[name] == plain[name], name
    assert "Accept-Encoding" in small["Vary"]
    assert client.get(CSS, headers={"If-None-Match": plain["ETag"]}).status_code == 304
    assert [path.name.startswith("plumbline-figure.css.") for path in cache.iterdir()] == [True]


def test_what_was_made_small_before_is_taken_as_it_is(cache: Path) -> None:
    ask(CSS, "gzip")
    [made] = cache.iterdir()
    before = made.stat().st_ino
    ask(CSS, "gzip")
    assert [path.stat().st_ino for path in cache.iterdir()] == [before]
    made.rename(cache / "plumbline-figure.css.00000000.gzip")
    ask(CSS, "gzip")
    assert list(cache.iterdir()) == [made], "that of another release is gone"


def test_an_emptied_cache_breaks_nothing(cache: Path) -> None:
    client = Client()
    whole = gzip.decompress(ask(CSS, "gzip", client)[1])
    [made] = cache.iterdir()
    made.unlink()
    for _ in range(2):
        answer, body = ask(CSS, "gzip", client)
        assert ("Content-Encoding" in answer, body) == (False, whole)


def test_a_small_file_and_one_that_is_packed_stay_as_they_are(cache: Path, tmp_path: Path) -> None:
    assert "Content-Encoding" not in ask(MARK, "gzip")[0]
    picture, noise = tmp_path / "a.png", tmp_path / "a.css"
    picture.write_bytes(b"\0" * 9000)
    noise.write_bytes(os.urandom(9000))
    assert compressed(picture) == compressed(noise) == {}


def test_where_nothing_can_be_written_it_is_sent_as_it_is(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write_text("no folder")
    answer, body = ask(CSS, "gzip")
    assert ("Content-Encoding" in answer, body.startswith(b"\x1f\x8b"), len(body) > 1000) == (False, False, True)


def test_brotli_where_its_library_is_there(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whitenoise.compress.brotli_installed", True)
    monkeypatch.setattr(static_files.Compressor, "compress_brotli", staticmethod(lambda data: data[:10]))
    client = Client()
    assert ask(CSS, "br, gzip", client)[0]["Content-Encoding"] == "br"
    assert ask(CSS, "gzip", client)[0]["Content-Encoding"] == "gzip"
