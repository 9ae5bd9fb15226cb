"""Static files, compressed where a browser takes it: made small once, in the cache of the home, when first asked for.

Nothing is compressed beforehand, so that the program installs with nothing but Python and reads its own files from
wherever they lie, also where it may not write there. Brotli is used where its library is installed.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from plumbline.interfaces.web.core.assets import content_hash

FOLDER = "static"
SMALLEST = 512
"""Smaller files fit into one packet as they are."""


class Compressed(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise has no types
    """WhiteNoise, whose compressed files lie in the home's cache and not beside the originals."""

    def __init__(self, get_response: Any) -> None:
        self._paths: dict[str, str] = {}
        self._smaller: dict[str, dict[str, str]] = {}
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        url = request.path_info
        if url in self.files and url not in self._smaller:
            self._smaller[url] = {}  # tried once, also where it fails
            self._smaller[url] = compressed(Path(self._paths[url]))
            self.files[url] = self.get_static_file(self._paths[url], url)
        answer: HttpResponseBase
        try:
            answer = super().__call__(request)
        except FileNotFoundError:  # the cache was emptied meanwhile
            if not self._smaller.get(url):
                raise
            self._smaller[url] = {}
            self.files[url] = self.get_static_file(self._paths[url], url)
            answer = super().__call__(request)
        return answer

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        """See the parent."""
        self._paths[url] = path
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return StaticFile(path, headers.items(), stat_cache=stat_cache, encodings=self._smaller.get(url, {}))


def compressed(path: Path) -> dict[str, str]:
    """The compressed files of one, by encoding; none where that saves nothing, or cannot be written."""
    compressor = Compressor(quiet=True)
    if not compressor.should_compress(path.name) or path.stat().st_size < SMALLEST:
        return {}
    try:
        return _written(compressor, path)
    except OSError:
        return {}  # a full or closed disk: the file is served as it is


def _written(compressor: Compressor, path: Path) -> dict[str, str]:
    # Those of a run before are taken as they are: their names tell the content.
    folder = Path(settings.HOME.cache) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    data, found = path.read_bytes(), {}
    of = f"{path.parent.name}-{path.name}"
    name = f"{of}.{content_hash(data)}"
    makers = {"br": compressor.compress_brotli} if compressor.use_brotli else {}
    for encoding, make in (makers | {"gzip": compressor.compress_gzip}).items():
        target = folder / f"{name}.{encoding}"
        if not target.is_file():
            small = make(data)
            if len(small) > len(data) * 0.95:
                continue
            aside = folder / f".{secrets.token_hex(6)}"
            aside.write_bytes(small)
            os.utime(aside, (path.stat().st_mtime,) * 2)
            aside.replace(target)
            for old in folder.glob(f"{of}.*"):  # of another release
                if not old.name.startswith(name):
                    old.unlink(missing_ok=True)
        found[encoding] = str(target)
    return found
