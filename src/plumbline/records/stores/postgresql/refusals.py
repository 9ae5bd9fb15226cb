"""What the server or the way to it refused, in words a keeper of the instance can act on.

The errors stay those Django knows, for its transactions depend on them; they are also ours, so that a command, a page
or a job tells them as it tells every other.
"""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, ProgrammingError
from django.db.utils import DatabaseErrorWrapper

from plumbline.errors import Code, StoreError, quoted
from plumbline.text import Text


class Refused(StoreError, OperationalError):
    """The server cannot be reached, went away, or has no room."""

    def as_dict(self) -> dict[str, Any]:
        """See :meth:`plumbline.errors.PlumblineError.as_dict`."""
        return {**super().as_dict(), "type": StoreError.__name__}


class Denied(StoreError, ProgrammingError):
    """The database's user may not do this."""

    def as_dict(self) -> dict[str, Any]:
        """See :meth:`plumbline.errors.PlumblineError.as_dict`."""
        return {**super().as_dict(), "type": StoreError.__name__}


START = Text("Start the server, or correct the address in the setting 'database', and try again",
             "请启动服务器，或更正database设置中的地址，然后重试")
AGAIN = Text("Try again when the server is back; what was not confirmed was not kept",
             "请待服务器恢复后重试；未确认的内容没有保存")
SOON = Text("Try again in a moment", "请稍后重试")
OWNER = Text("Let the user own the database: ALTER DATABASE name OWNER TO user",
             "请让该用户成为数据库的所有者：“ALTER DATABASE name OWNER TO user”")
LOST = (Code("store.connection_lost"), Text("the connection to the database was lost", "与数据库的连接已中断"), AGAIN)
NO_MORE = Text("the database server has no room for more work", "数据库服务器已无余力承担更多工作")
BUSY = Code("store.server_busy")

# By SQLSTATE, whole or by its class; the last is what to do.
STATES: dict[str, tuple[type[Refused | Denied], Code, Text, Text]] = {
    "08": (Refused, *LOST),
    "57P": (Refused, *LOST),
    "25006": (Refused, Code("store.read_only"), Text("the database takes no changes", "数据库不接受更改"),
              Text("Name the primary server in the setting 'database'", "请在database设置中写明主服务器")),
    "40": (Refused, Code("store.changed_meanwhile"), Text("another change got in the way", "与另一项更改冲突"),
           Text("Try again; nothing was changed", "请重试；没有任何改动")),
    "53100": (Refused, Code("store.disk_full"), Text("the database's disk is full", "数据库所在磁盘已满"),
              Text("Make room on the server and try again", "请在服务器上腾出空间后重试")),
    "53": (Refused, BUSY, NO_MORE,
           Text("Close other programs that use it, or raise its limits (max_connections)",
                "请关闭使用该服务器的其他程序，或提高其上限（max_connections）")),
    "55P03": (Refused, Code("store.held"),
              Text("another change holds what this one needs", "所需内容正被另一项更改占用"), SOON),
    "42501": (Denied, Code("store.not_owner"), Text("the database's user may not do this", "数据库用户无权进行此操作"),
              OWNER),
}
# A failed connection has no SQLSTATE, only the server's words; those of another language get the general sentence.
WORDS: tuple[tuple[str, Code, Text, Text], ...] = (
    ("password authentication failed", Code("store.sign_in_refused"),
     Text("the database refuses this user or password", "数据库不接受该用户或密码"),
     Text("Correct the user and the password in the setting 'database'", "请更正database设置中的用户和密码")),
    ("no password supplied", Code("store.no_password"),
     Text("the database asks for a password", "数据库要求密码"),
     Text("Write it into the setting 'database': postgresql://user:password@host:5432/name",
          "请写入database设置：postgresql://user:password@host:5432/name")),
    ("does not exist", Code("store.no_database"),
     Text("there is no such database or user on the server", "服务器上没有该数据库或用户"),
     Text("Make them: CREATE ROLE user LOGIN PASSWORD '...'; CREATE DATABASE name OWNER user",
          "请创建：“CREATE ROLE user LOGIN PASSWORD '...'; CREATE DATABASE name OWNER user”")),
    ("no pg_hba.conf entry", Code("store.not_let_in"),
     Text("the server lets nobody in from this machine", "服务器不允许从本机连接"),
     Text("Add a line to the server's pg_hba.conf", "请在服务器的pg_hba.conf中增加一行")),
    ("starting up", Code("store.starting"),
     Text("the database server is still starting", "数据库服务器正在启动"), SOON),
    ("too many clients", BUSY, NO_MORE,
     Text("Close other programs that use it, or raise its max_connections",
          "请关闭使用该服务器的其他程序，或提高其max_connections")),
    ("connection is closed", *LOST),
    ("server closed the connection", *LOST),
)
UNREACHED = ("connection failed", "failed to resolve", "connection timeout", "is the server running", "timeout expired",
             "connection is bad", "could not", "consuming input failed", "sending query failed")


def told(error: Any, address: str) -> StoreError | None:
    """``error`` of the driver in our words; None for one that is not about the server. ``address``: no password."""
    state, words = error.sqlstate or "", " ".join(str(error).split())
    for beginning in (state, state[:3], state[:2]):
        if beginning in STATES:
            kind, code, what, next_step = STATES[beginning]
            return kind(code, what, where=address, why=quoted(words), next_step=next_step)
    if state:
        return None
    for mark, code, what, next_step in WORDS:
        if mark in words:
            return Refused(code, what, where=address, why=quoted(words), next_step=next_step)
    if any(mark in words.lower() for mark in UNREACHED):
        return Refused("store.unreached", Text("the database cannot be reached", "无法连接数据库"), where=address,
                       why=quoted(words), next_step=START)
    return None


class Translating(DatabaseErrorWrapper):
    """Turns the driver's errors into Django's, and those about the server into ours, which are Django's too."""

    wrapper: Any

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        if exc_type is None or not isinstance(exc_value, self.wrapper.Database.Error):
            return
        found = told(exc_value, self.wrapper.address)
        if found is None:
            super().__exit__(exc_type, exc_value, traceback)
            return
        self.wrapper.errors_occurred = True
        raise found.with_traceback(traceback) from exc_value
