"""The one data directory. It can be copied, moved and backed up as a folder: nothing inside names its own place."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from plumbline.documents import toml_of
from plumbline.errors import HomeError, reported
from plumbline.text import Text

VARIABLE = "PLUMBLINE_HOME"
CONFIG = "plumbline.toml"
FOLDER_MODE, FILE_MODE = 0o700, 0o600
"""The rights of a home and of all that lies in it: its owner's alone. Windows knows no such rights; there a home has
those of the folder it lies in, and a user's own folder is closed to others."""
_OPEN = 0o077
_users_mask: list[int] = []
"""The umask this process was started with, once it is known."""


def keep_private() -> None:
    """From here on what this process writes, and what it starts, is for its owner alone, whatever the umask was.

    By the mask and not file by file: SQLite's write-ahead log, locks, logs, spills of an engine and what a library
    writes have nobody who would think of them.
    """
    before = os.umask(_OPEN)
    if not _users_mask:
        _users_mask.append(before)


def as_the_user_has_it(file: Path) -> None:
    """Give a finished file that leaves the home, such as an export, the rights the user's umask gives new files."""
    if _users_mask and os.name != "nt":
        file.chmod(0o666 & ~_users_mask[0])


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
    def cubes(self) -> Path:
        """Partial results and answers beside the cuts, one folder a cut: what can be made again at any time."""
        return self.path / "cubes"

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
    def journal_head(self) -> Path:
        """Number and hash of the newest journal entry, kept beside the store: whoever removes the last entries from the
        store alone is found out."""
        return self.path / "journal-head.json"

    @property
    def heartbeat(self) -> Path:
        """Touched every few seconds by the worker of a running server."""
        return self.cache / "worker"

    @property
    def worker_ends(self) -> Path:
        """How often the worker of the running server died and was started again, and how it last ended."""
        return self.cache / "worker-ends.json"

    @property
    def exports(self) -> Path:
        """Lists written as files by the worker, one folder each, until whoever asked has fetched them."""
        return self.cache / "exports"

    @property
    def unfinished(self) -> Path:
        """Notes of files that a program is writing outside of the home, so that what a killed one left is found."""
        return self.path / ".unfinished"

    @property
    def config_file(self) -> Path:
        """``plumbline.toml``."""
        return self.path / CONFIG

    def create(self, *, demo: bool = False, settings: Mapping[str, str] | None = None) -> Home:
        """Make the directory and its configuration if they are not there; return itself.

        ``demo`` marks a *new* home as one made by ``plumb demo``, the only kind in which automatic sign-in exists;
        ``settings`` are texts for its settings file. An existing home keeps what it is.
        """
        keep_private()
        if self.path.exists() and not self.path.is_dir():
            raise HomeError("home.not_folder", Text("this is a file, not a folder", "这是文件，不是文件夹"),
                            where=str(self.path),
                            next_step=Text("Name a folder with --home", "请用--home指明一个文件夹"))
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not self.config_file.exists():
                self._close()
        except OSError as error:
            raise HomeError("home.not_made", Text("the folder cannot be made", "无法建立该文件夹"),
                            where=str(self.path), why=reported(error)) from error
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
            fresh.unlink(missing_ok=True)  # of a program that was killed; it may be open to others
            fresh.write_text("\n".join(lines), encoding="utf-8")
            fresh.replace(self.config_file)
        return self

    def _close(self) -> None:
        # A folder that was made beforehand and becomes a home. One of another owner stays; the doctor tells of it.
        if os.name != "nt":
            with suppress(PermissionError):
                self.path.chmod(FOLDER_MODE)

    def config(self) -> dict[str, object]:
        """The settings file, read anew; an empty mapping where there is none."""
        if not self.config_file.exists():
            return {}
        try:
            return toml_of(self.config_file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise HomeError(
                "home.settings_faulty", Text("the settings file is not valid TOML", "设置文件不符合TOML格式"),
                where=str(self.config_file), why=reported(error), next_step=Text(
                    "Mend the line it names, or move the file away to start from defaults",
                    "请修改所指的行，或移走该文件以采用默认设置")) from error


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
