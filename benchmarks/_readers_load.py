"""Many readers at once, in a process of their own: ``python -m benchmarks._readers_load PORT PATH READERS ROUNDS``.

Each reader has a connection that stays open. In each round all of them ask at the same moment, and the next round
begins when the last one has its answer. Prints seconds of each answer, what failed, and the processor time it took.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any


async def _round(readers: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]], ask: bytes, found: dict[str, Any]
                 ) -> None:
    went = asyncio.Event()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await went.wait()
        began = time.perf_counter()
        try:
            writer.write(ask)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 120)
            length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                          if line.startswith(b"content-length:"))
            await asyncio.wait_for(reader.readexactly(length), 120)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, StopIteration) as error:
            found["errors"].append(repr(error))
            return
        found["seconds"].append(time.perf_counter() - began)
        if not head.startswith(b"HTTP/1.1 200"):
            found["errors"].append(head[:40].decode("latin-1"))

    asked = [asyncio.ensure_future(one(*each)) for each in readers]
    await asyncio.sleep(0.01)
    went.set()
    await asyncio.gather(*asked)


async def main(port: int, path: str, count: int, rounds: int) -> dict[str, Any]:
    """Ask, and say how it went."""
    readers = [await asyncio.open_connection("127.0.0.1", port, limit=1 << 22) for _ in range(count)]
    ask = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    found: dict[str, Any] = {"seconds": [], "errors": []}
    await _round(readers[:1], ask, {"seconds": [], "errors": []})
    began = time.perf_counter()
    for _ in range(rounds):
        await _round(readers, ask, found)
    found["took"] = time.perf_counter() - began
    found["processor_seconds"] = time.process_time()
    for _, writer in readers:
        writer.close()
    return found


if __name__ == "__main__":
    given = sys.argv[1:]
    print(json.dumps(asyncio.run(main(int(given[0]), given[1], int(given[2]), int(given[3])))))
