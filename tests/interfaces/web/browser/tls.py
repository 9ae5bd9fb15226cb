"""A web server with a certificate, as the documentation puts one before the pages: real TLS, a request a connection."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path, host: str) -> ssl.SSLContext:
    """A certificate for ``host`` that signs itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names = [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1)).add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(key, hashes.SHA256()))
    file = folder / "proxy.pem"
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption()) + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def free_port() -> int:
    """A port that nobody uses."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Proxy:
    """Takes requests over TLS and hands them on in the clear, with what it knows of the client in two headers."""

    def __init__(self, upstream: int, client: str = "203.0.113.7") -> None:
        self.upstream, self.client = upstream, client
        self.tasks: set[asyncio.Task[None] | None] = set()  # asyncio itself holds them weakly

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.tasks.add(asyncio.current_task())
        try:
            await self._hand_on(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            await _close(writer)
            self.tasks.discard(asyncio.current_task())

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
        length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        lines += [b"Connection: close", f"X-Forwarded-For: {self.client}".encode(), b"X-Forwarded-Proto: https"]
        behind, on = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            on.write(b"\r\n".join(lines) + b"\r\n\r\n" + await reader.readexactly(length))
            while piece := await behind.read(1 << 16):
                writer.write(piece)
                await writer.drain()
        finally:
            await _close(on)


async def _close(writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError, TimeoutError):
        writer.close()
        await asyncio.wait_for(writer.wait_closed(), 5)


@contextmanager
def before(upstream: int, port: int, folder: Path, host: str) -> Iterator[None]:
    """The proxy in a thread, on ``port``, for the server on ``upstream``."""
    loop, context = asyncio.new_event_loop(), certificate(folder, host)
    server = loop.run_until_complete(
        asyncio.start_server(Proxy(upstream).serve, "127.0.0.1", port, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_end(), loop).result(timeout=30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=30)
        loop.close()


async def _end() -> None:
    """Let connections that are open come to their end."""
    mine = asyncio.current_task()
    rest = [one for one in asyncio.all_tasks() if one is not mine]
    if rest:
        _, hanging = await asyncio.wait(rest, timeout=2)
        for one in hanging:
            one.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
