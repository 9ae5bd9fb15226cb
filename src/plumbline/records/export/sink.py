"""Where writers of files write to, so that what they wrote can be handed on while they go on."""

from __future__ import annotations

import io


class Sink(io.RawIOBase):
    """A file that can only be written, from its beginning to its end, and keeps nothing that was taken."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._place = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, piece: object) -> int:
        """Take a piece of the file."""
        held = bytes(piece)  # type: ignore[call-overload]
        self._pieces.append(held)
        self._place += len(held)
        return len(held)

    def tell(self) -> int:
        """How much was written so far."""
        return self._place

    def taken(self) -> bytes:
        """What was written since this was last asked."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
