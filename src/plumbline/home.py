"""The one data directory. It can be copied, moved and backed up as a folder: nothing inside names its own place."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from plumbline.errors import HomeError

VARIABLE = "PLUMBLINE_HOME"
CONFIG = "plumbline.toml"


@dataclass(frozen=True, slots=True)
class Home:
    """Paths inside one data directory. Making the object touches nothing on disk."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite store."""
        return self.path / "plumbline.sqlite3"

    @property
    def cuts(self) -> Path:
        """Frozen cuts, one folder each."""
        return self.path / "cuts"

    @property
    def imports(self) -> Path:
        """Staged imports, one folder each, removed once published."""
        return self.path / "imports"

    @property
    def quarantine(self) -> Path:
        """Rows that could not be taken in, one file an import."""
        return self.path / "quarantine"

    @property
    def inbox(self) -> Path:
        """Files uploaded on pages, waiting for their import."""
        return self.path / "inbox"

    @property
    def evidence(self) -> Path:
        """Files attached to records, each under the SHA-256 of its content; made with the first of them."""
        return self.path / "evidence"

    @property
    def cache(self) -> Path:
        """Anything that can be made again: charts, result caches."""
        return self.path / "cache"

    @property
    def rulebook(self) -> Path:
        """The authority's own rulebook files (indicators/, schemes/, mappings/), read after the shipped ones."""
        return self.path / "rulebook"

    @property
    def received(self) -> Path:
        """Cuts that other instances handed up, one folder an instance and one below it for each cut."""
        return self.path / "received"

    @property
    def keys(self) -> Path:
        """The private key with which this instance signs what it hands on. Readable by its owner alone."""
        return self.path / "keys"

    @property
    def trust_file(self) -> Path:
        """Which instances are trusted, with the key and the region of each."""
        return self.path / "trust.toml"

    @property
    def backups(self) -> Path:
        """Copies of the store made before it was upgraded. They are in no backup themselves."""
        return self.path / "backups"

    @property
    def schema_file(self) -> Path:
        """Which version of the store's shape this home has, so that an older program leaves it alone."""
        return self.path / "schema.json"

    @property
    def heartbeat(self) -> Path:
        """Touched every few seconds by the worker of a running server."""
        return self.cache / "worker"

    @property
    def config_file(self) -> Path:
        """``plumbline.toml``."""
        return self.path / CONFIG

    def create(self, *, demo: bool = False, settings: Mapping[str, str] | None = None) -> Home:
        """Make the directory and its configuration if they are not there; return itself.

        ``demo`` marks a *new* home as one made by ``plumb demo``, the only kind in which automatic sign-in exists;
        ``settings`` are texts for its settings file. An existing home keeps what it is.
        """
        if self.path.exists() and not self.path.is_dir():
            raise HomeError(
                "this is a file, not a folder",
                where=str(self.path),
                next_step="Name a folder with --home",
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError("the folder cannot be made", where=str(self.path), why=str(error)) from error
        for folder in (self.cuts, self.imports, self.quarantine, self.inbox, self.cache, self.rulebook):
            folder.mkdir(exist_ok=True)
        if not self.config_file.exists():
            lines = [
                "# Plumbline's settings for this data directory. Every key is explained in docs/settings.md.",
                f'secret_key = "{secrets.token_urlsafe(48)}"',
                f"demo = {'true' if demo else 'false'}",
                # A JSON text is a TOML text.
                *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in (settings or {}).items()),
                "",
            ]
            fresh = self.config_file.with_suffix(".new")
            fresh.write_text("\n".join(lines), encoding="utf-8")
            fresh.chmod(0o600)
            fresh.replace(self.config_file)
        return self

    def config(self) -> dict[str, object]:
        """The settings file, read anew; an empty mapping where there is none."""
        if not self.config_file.exists():
            return {}
        try:
            return tomllib.loads(self.config_file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise HomeError(
                "the settings file is not valid TOML",
                where=str(self.config_file),
                why=str(error),
                next_step="Mend the line it names, or move the file away to start from defaults",
            ) from error


def resolve(option: str | os.PathLike[str] | None = None) -> Home:
    """The home to use: ``option`` (from ``--home``), else ``PLUMBLINE_HOME``, else the user's data folder."""
    chosen = option or os.environ.get(VARIABLE)
    if chosen:
        return Home(Path(chosen).expanduser().absolute())
    return Home(Path(platformdirs.user_data_dir("plumbline", appauthor=False)))


def current() -> Home:
    """The home this process runs on."""
    return resolve()


def sync(path: Path) -> None:
    """Make the file or folder survive a power cut. Windows cannot sync folders and does not need to."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
