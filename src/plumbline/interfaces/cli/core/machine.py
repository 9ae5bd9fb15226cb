"""What the machine refuses - room, rights, a whole database file - said in words instead of a trace."""

from __future__ import annotations

import errno
import shutil

from plumbline import home as homes
from plumbline.errors import Code, HomeError, PlumblineError, RecordError, StoreError, reported
from plumbline.procedures.common.archive import DISK_FULL, FULL, NO_ROOM
from plumbline.text import Text, surrogates_shown

LEAST_BYTES = 256 << 10  # what the store needs to be opened at all
RIGHTS = {errno.EACCES, errno.EPERM, errno.EROFS}
MAKE_ROOM = Text("Make room and try again; nothing half-done is visible", "请清理出空间后再试；未留下做到一半的内容")
DAMAGED = (Code("machine.store_damaged"), Text("the store is damaged", "数据库已损坏"),
           Text("Restore the folder from a backup", "请用备份恢复该文件夹"))
STORE = (
    ("disk is full", DISK_FULL, FULL, MAKE_ROOM),
    ("readonly database", Code("machine.store_read_only"),
     Text("the store may only be read", "数据库只能读取，不能写入"),
     Text("Give the person who runs this the right to write the folder", "请为运行本程序的用户开通该文件夹的写入权限")),
    ("unable to open", Code("machine.store_unopened"), Text("the store cannot be opened", "无法打开数据库"),
     Text("Look at the folder's rights, and whether its disk is full", "请检查该文件夹的权限，以及所在磁盘是否已满")),
    ("locked", Code("machine.store_busy"),
     Text("the store is in use by another program for too long", "数据库被其他程序长时间占用"),
     Text("Try again in a moment", "请稍后再试")),
    ("not a database", *DAMAGED),
    ("malformed", *DAMAGED),
    ("disk I/O error", Code("machine.disk_unreadable"), Text("the disk cannot be read or written", "磁盘无法读写"),
     Text("Look at the disk, and whether it is full", "请检查磁盘，以及空间是否已满")),
)


def sharpened(error: PlumblineError) -> PlumblineError:
    """``error``, or that the disk is full where that is behind it: of its last bytes the store only says that they
    cannot be written."""
    cause = error.__cause__
    if cause is None or not _of_store(cause) or "I/O error" not in str(cause):
        return error
    try:
        free = shutil.disk_usage(homes.current().path).free
    except OSError:
        return error
    if free >= LEAST_BYTES:
        return error
    return StoreError(DISK_FULL, FULL, where=error.where,
                      why=Text(f"{cause}; {free:,} bytes are free", f"系统提示“{cause}”；剩余{free:,}字节"),
                      next_step=MAKE_ROOM)


def told(error: BaseException) -> PlumblineError | None:
    """``error`` as one a person can act on; None if it is a fault of the program."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return HomeError(DISK_FULL, FULL, where=str(error.filename or ""), why=reported(error), next_step=MAKE_ROOM)
    if isinstance(error, OSError) and error.errno in RIGHTS:
        return HomeError("disk.unreadable", Text("this may not be read or written", "没有读取或写入权限"),
                         where=str(error.filename or ""), why=reported(error),
                         next_step=Text("Look at the rights of the file and its folder",
                                        "请检查该文件及其所在文件夹的权限"))
    if isinstance(error, UnicodeEncodeError) and "surrogates" in error.reason:
        return RecordError("request.not_unicode", Text("what was given is no text", "所给内容不是有效的文本"),
                           where=surrogates_shown(error.object[:80]),
                           why=Text("It holds bytes that are not UTF-8, or half of a sign",
                                    "其中含有非UTF-8的字节，或不完整的字符"),
                           next_step=Text("Type it anew; nothing was kept", "请重新录入；未保存任何内容"))
    if isinstance(error, Exception) and _of_store(error):
        for sign, code, what, next_step in STORE:
            if sign in str(error):
                return StoreError(code, what, why=reported(error), next_step=next_step)
    return None


def _of_store(error: BaseException) -> bool:
    return type(error).__module__ in ("django.db.utils", "sqlite3")
