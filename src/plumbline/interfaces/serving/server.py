"""The HTTP server: waitress, with an end to the patience that it has for slow clients.

Its threads only ever run the application. A request reaches one once all of it is there, and what the application
answers waits in memory, or in a file where it is long, until its reader has taken it: so a client that sends or reads
slowly holds up nobody. docs/decisions/0021-serving.md.
"""

from __future__ import annotations

import copy
import select
import signal
import socket
import sys
import time
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from plumbline.errors import HomeError, reported
from plumbline.interfaces.serving.patience import Patience
from plumbline.interfaces.serving.requests import DISCARDED_BODY, Known, Refusal, Request
from plumbline.text import Text

THREADS = 8
CONNECTIONS = 1000
WINDOWS_CONNECTIONS = 400
"""There ``select`` takes no more than 512 sockets."""
FILES_OF_A_CONNECTION = 3
FILES_OF_OUR_OWN = 200
LONGEST_BODY = 16 << 30
LONGEST_HEAD = 32 << 10
IN_MEMORY = 128 << 10
"""What one connection's request or answer takes of memory; the rest of it waits in a file without a name."""
LONGEST_ANSWER = 1 << 30
DRAIN_SECONDS = 10.0


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection."""

    error_task_class = Refusal
    will_close: bool

    def __init__(self, *args: Any, **options: Any) -> None:
        self.patience = Patience(time.monotonic())
        self.leaving = False
        super().__init__(*args, **options)

    def received(self, data: bytes) -> bool:
        """See the parent."""
        if self.request is None:
            self.patience.turn("begins", time.monotonic())
        self.patience.moved(len(data))
        return bool(super().received(data))

    def send(self, data: bytes, do_close: bool = True) -> int:
        """See the parent."""
        sent = int(super().send(data, do_close=do_close))
        self.patience.moved(sent)
        return sent

    def readable(self) -> bool:
        """See the parent."""
        return self.leaving or bool(super().readable())

    def handle_close(self) -> None:
        """Close; after a last answer not before the client has. A system throws away an answer that is not yet read
        when a connection is closed on a client that still sends, as one does whose request was too large."""
        if self.will_close and self.connected and not (self.leaving or self.total_outbufs_len):
            self.will_close, self.leaving = False, True
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                super().handle_close()
        else:
            super().handle_close()

    def handle_read(self) -> None:
        """See the parent. What a client sends that had its last answer is thrown away."""
        if not self.leaving:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()

    def late(self, now: float) -> bool:
        """Whether the client has had its time for what it is about. While the application works, nobody is late."""
        self.patience.turn(self._doing(), now)
        return self.patience.over(now)

    def _doing(self) -> str:
        if self.leaving:
            return "leaves"
        if self.total_outbufs_len:
            return "reads"
        if self.requests:
            return "waits"
        if self.request is None:
            return "rests"
        return "sends" if self.request.headers_finished else "begins"


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Listens on one socket until :meth:`stop`. When every connection is taken, the one whose client has been at the
    same thing longest makes room: who is answered at once finds a place among any number of those who dawdle."""

    def __init__(self, application: Any, sock: socket.socket, *, known: Known | None = None) -> None:
        settings = Adjustments(
            threads=THREADS, ident="", clear_untrusted_proxy_headers=False, log_socket_errors=False,
            asyncore_use_poll=hasattr(select, "poll"), connection_limit=CONNECTIONS * 2,
            cleanup_interval=1, outbuf_overflow=IN_MEMORY, inbuf_overflow=IN_MEMORY,
            outbuf_high_watermark=LONGEST_ANSWER, max_request_body_size=LONGEST_BODY,
            max_request_header_size=LONGEST_HEAD, sockets=[sock])
        strangers = copy.copy(settings)
        strangers.max_request_body_size = DISCARDED_BODY
        parser = type("Parser", (Request,), {"known": staticmethod(known or Request.known), "strangers": strangers})
        self.channel_class = type("Connection", (Channel,), {"parser_class": parser})
        self.most = most_connections()
        self.stopping = self.ended = False
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(THREADS)
        super().__init__(application, {}, True, sock, dispatcher=threads, adj=settings, bind_socket=False,
                         sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()))

    def set_reuse_addr(self) -> None:
        """Done where the socket is made; not on Windows, where it would let another program take the port."""

    def handle_accept(self) -> None:
        """See the parent."""
        while len(self.active_channels) >= self.most and self._make_room():
            pass
        super().handle_accept()

    def _make_room(self) -> bool:
        now = time.monotonic()
        idle = [one for one in self.active_channels.values() if not one.late(now) and one.patience.doing != "waits"]
        longest = min(idle, key=lambda one: one.patience.place, default=None)
        if longest is not None:
            longest.handle_close()
        return longest is not None

    def maintenance(self, now: float) -> None:
        """Close the connections whose clients had their time."""
        moment = time.monotonic()
        for channel in list(self.active_channels.values()):
            if channel.late(moment):
                channel.handle_close()

    def stop(self, *_signal: Any) -> None:
        """Take no more connections, and end when what was asked is answered. For signal handlers too."""
        self.stopping = True
        self.pull_trigger()

    def pull_trigger(self) -> None:
        """See the parent. A thread that is late must not write where another file may have come to lie."""
        if not self.ended:
            super().pull_trigger()

    def run(self) -> None:
        """Serve until :meth:`stop`, then let the answers under way be taken, for some seconds."""
        while not self.stopping:
            self._turn()
        self.accepting = False
        self.del_channel()
        self.socket.close()
        end = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < end and any(one.requests or one.total_outbufs_len
                                             for one in list(self.active_channels.values())):
            self._turn(0.1)
        self.task_dispatcher.shutdown(timeout=1)
        for channel in list(self.active_channels.values()):
            channel.handle_close()
        self.ended = True
        self.trigger.close()

    def _turn(self, timeout: float = 1.0) -> None:
        self.asyncore.loop(timeout=timeout, map=self._map, use_poll=self.adj.asyncore_use_poll, count=1)


def most_connections() -> int:
    """How many connections this process can hold, after asking the system for enough open files."""
    if sys.platform == "win32":
        return WINDOWS_CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS * FILES_OF_A_CONNECTION + FILES_OF_OUR_OWN
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return CONNECTIONS
    return max(16, min(CONNECTIONS, (soft - FILES_OF_OUR_OWN) // FILES_OF_A_CONNECTION))


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to ``host`` and ``port``. :raises HomeError: where it cannot be had."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM,
                                                             flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise HomeError("machine.no_address", Text(f"'{host}' is no address of this machine",
                                                   f"“{host}”不是本机的地址"),
                        why=reported(error), next_step=Text("Name one with --host, for example 127.0.0.1",
                                                            "请用--host指明本机地址，如127.0.0.1")) from error
    sock = socket.socket(family, kind, proto)
    try:
        if sys.platform != "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(address)
    except OSError as error:
        sock.close()
        raise HomeError("machine.port_taken", Text(f"port {port} on {host} cannot be used",
                                                   f"{host}的端口{port}无法使用"),
                        why=reported(error),
                        next_step=Text(f"Stop what uses it, or choose another: --port {port + 1}",
                                       f"请停止占用该端口的程序，或改用其他端口：--port {port + 1}")) from error
    return sock


def stop_on_signals(server: Server) -> None:
    """Let Ctrl-C, and a system that asks the process to end, stop ``server``."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, server.stop)
