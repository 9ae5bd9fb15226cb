"""Randomness where no beacon can be reached: several witnesses each commit to a number and reveal it later.

Each publishes SHA-256 of 32 bytes of their own before the draw is committed to; afterwards they reveal the bytes, and
the randomness is SHA-256 of all reveals one after another, in the order in which the witnesses stand in the plan. One
honest witness is enough for nobody to know it before. Who does not reveal is named, and there is no randomness then:
going on without them would let the last one choose between two draws.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plumbline.errors import MethodError
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.surveillance.draw_frames import shown
from plumbline.text import Text

REVEAL_BYTES = 32
"""Of the same length for all, so that the reveals one after another can be taken apart in one way only."""
_REVEAL = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Witness:
    """``commitment``: SHA-256 of what they will reveal, in hexadecimal digits."""

    name: str
    commitment: str


def reveals_of(pairs: Sequence[str]) -> dict[str, str]:
    """What is written as ``WITNESS=HEX``. :raises MethodError: where it is not, or a witness is there twice."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, written = pair.rpartition("=")
        if not equals or not name or name in found:
            raise MethodError("draw.not_reveal", Text(f"{shown(pair)} is no reveal of a witness, or the second one",
                                                      f"{shown(pair)}不是见证人的揭示值，或已重复给出"),
                              next_step=Text("Write each witness once, as NAME=HEX",
                                             "每位见证人写一次，写作“姓名=十六进制”"))
        found[name] = written
    return found


def check(witnesses: Sequence[Witness], reveals: Mapping[str, str]) -> tuple[str, ...]:
    """Who of ``witnesses`` did not reveal, in their order. :raises MethodError: if somebody reveals who is no witness,
    or what is revealed is not what was committed to."""
    names = [each.name for each in witnesses]
    for name in reveals:
        must_be_known(name, names)
    for each in witnesses:
        if each.name in reveals and not _fits(each, reveals[each.name]):
            raise MethodError("draw.reveal_wrong", Text(
                f"what {each.name} reveals is not what {each.name} committed to",
                f"{each.name}揭示的内容与其承诺不符"), where=each.name, why=Text(
                    f"A reveal is {2 * REVEAL_BYTES} hexadecimal digits, and SHA-256 of the bytes they stand for is "
                    "the commitment", f"揭示值为{2 * REVEAL_BYTES}位十六进制数字，其所代表字节的SHA-256即为承诺"),
                next_step=Text("Ask for it again; who cannot give it has not revealed",
                               "请再次索取；无法提供的，视为未揭示"))
    return tuple(name for name in names if name not in reveals)


def must_be_known(name: str, names: Sequence[str]) -> None:
    """:raises MethodError: if ``name`` is none of the witnesses."""
    if name not in names:
        raise MethodError("draw.no_witness", Text(f"{shown(name)} is no witness of this draw",
                                                  f"{shown(name)}不是本次抽取的见证人"),
                          next_step=suggest(name, names))


def randomness(witnesses: Sequence[Witness], reveals: Mapping[str, str]) -> bytes:
    """The 32 bytes that follow from all reveals, which :func:`check` found to be there."""
    return hashlib.sha256(b"".join(bytes.fromhex(reveals[each.name].strip()) for each in witnesses)).digest()


def _fits(witness: Witness, reveal: str) -> bool:
    text = reveal.strip()
    return bool(_REVEAL.fullmatch(text)) and hmac.compare_digest(
        hashlib.sha256(bytes.fromhex(text)).hexdigest(), witness.commitment.lower())
