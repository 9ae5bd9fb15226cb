"""What the machine refuses - room, rights, a whole database file - said in words instead of a trace."""

from __future__ import annotations

import errno
import shutil

from plumbline import home as homes
from plumbline.errors import HomeError, PlumblineError, StoreError

LEAST_BYTES = 256 << 10  # what the store needs to be opened at all
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
RIGHTS = {errno.EACCES, errno.EPERM, errno.EROFS}
STORE = (
    ("disk is full", "the disk is full", "Make room and try again; nothing half-done is visible"),
    ("readonly database", "the store may only be read", "Give the person who runs this the right to write the folder"),
    ("unable to open", "the store cannot be opened", "Look at the folder's rights, and whether its disk is full"),
    ("locked", "the store is in use by another program for too long", "Try again in a moment"),
    ("not a database", "the store is damaged", "Restore the folder from a backup"),
    ("malformed", "the store is damaged", "Restore the folder from a backup"),
    ("disk I/O error", "the disk cannot be read or written", "Look at the disk, and whether it is full"),
)


def sharpened(error: PlumblineError) -> PlumblineError:
    """``error``, or that the disk is full where that is behind it: of its last bytes the store only says that they
    cannot be written."""
    if not _of_store(error.__cause__) or "I/O error" not in str(error.__cause__):
        return error
    try:
        free = shutil.disk_usage(homes.current().path).free
    except OSError:
        return error
    if free >= LEAST_BYTES:
        return error
    return StoreError("the disk is full", where=error.where, why=f"{error.__cause__}; {free:,} bytes are free",
                      next_step="Make room and try again; nothing half-done is visible")


def told(error: BaseException) -> PlumblineError | None:
    """``error`` as one a person can act on; None if it is a fault of the program."""
    if isinstance(error, OSError) and error.errno in FULL:
        return HomeError("the disk is full", where=str(error.filename or ""), why=error.strerror or str(error),
                         next_step="Make room and try again; nothing half-done is visible")
    if isinstance(error, OSError) and error.errno in RIGHTS:
        return HomeError("this may not be read or written", where=str(error.filename or ""),
                         why=error.strerror or str(error), next_step="Look at the rights of the file and its folder")
    if _of_store(error):
        for sign, what, next_step in STORE:
            if sign in str(error):
                return StoreError(what, why=str(error), next_step=next_step)
    return None


def _of_store(error: BaseException | None) -> bool:
    return type(error).__module__ in ("django.db.utils", "sqlite3")
