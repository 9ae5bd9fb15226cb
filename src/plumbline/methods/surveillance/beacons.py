"""Public beacons of randomness: which round is when, and whether a signature is that of a round.

Source: drand, scheme ``bls-unchained-g1-rfc9380`` (drand.love/docs/cryptography): signatures are points on G1 of
BLS12-381, the key is one on G2, the message of a round is SHA-256 of its number as 8 bytes, big-endian, hashed to the
curve as RFC 9380 says under the beacon's own tag; the randomness of the round is SHA-256 of the signature. Round ``r``
is published at ``genesis + (r - 1) * period``, so the newest round at ``t`` is ``floor((t - genesis) / period) + 1``.

The check is ``e(signature, generator) = e(H(message), key)``. SHA-256 of a signature alone proves nothing: anybody can
hash anything. Only the canonical form of a signature is taken, so that one round has one randomness.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from py_arkworks_bls12381 import GT, G1Point, G2Point

from plumbline.errors import Code, MethodError
from plumbline.text import Text

SCHEME = "bls-unchained-g1-rfc9380"
SIGNATURE_BYTES, KEY_BYTES = 48, 96
LAST_ROUND = 10**11
"""No round beyond this one is asked for: at one a second it lies 3,000 years ahead."""
FROM_BEACON = Text("Copy the signature of that round anew, from the beacon itself", "请从信标重新复制该轮的签名")
_HEX = re.compile(r"[0-9a-fA-F]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Beacon:
    """One beacon: ``genesis`` is the time of round 1 in seconds since 1970, ``period`` the seconds between rounds,
    ``tag`` what its messages are hashed to the curve under, ``public_key`` 96 bytes, a point on G2."""

    id: str
    public_key: bytes
    genesis: int
    period: int
    tag: str
    scheme: str = SCHEME

    def time(self, round: int) -> datetime:
        """When ``round`` is published. :raises MethodError: if there is no such round."""
        if not 1 <= round <= LAST_ROUND:
            raise MethodError("beacon.no_round", Text(f"there is no round {round}", f"没有第{round}轮"),
                              where="round", next_step=Text("Rounds are numbered from 1", "轮次自1起编号"))
        try:
            return _EPOCH + timedelta(seconds=self.genesis + (round - 1) * self.period)
        except OverflowError:
            raise MethodError("beacon.no_round", Text(f"round {round} lies beyond the year 9999",
                                                      f"第{round}轮在公元9999年之后"), where="round",
                              next_step=Text("Check the number of the round", "请核对轮次")) from None

    def newest(self, at: datetime) -> int:
        """The newest round that is published at ``at``; 0 before the first."""
        return max(0, (at - _EPOCH - timedelta(seconds=self.genesis)) // timedelta(seconds=self.period) + 1)

    def first_from(self, at: datetime) -> int:
        """The first round that is published at ``at`` or after it."""
        newest = self.newest(at)
        return newest if newest and self.time(newest) == at else newest + 1

    def randomness(self, round: int, signature: str) -> bytes:
        """The 32 bytes of randomness of ``round``, whose ``signature`` is given as 96 hexadecimal digits.

        :raises MethodError: if there is no such round, or that is not the signature of this beacon for it.
        """
        self.time(round)
        given = _bytes(signature)
        point = _point(given)
        message = G1Point.hash_to_curve(hashlib.sha256(round.to_bytes(8, "big")).digest(), self.tag.encode())
        if not GT.pairing_check([point, -message], [G2Point(), key_of(self.public_key)]):
            raise _no_signature("beacon.not_of_round", Text(
                f"this is not the signature of round {round} by the beacon {self.id}",
                f"这不是信标{self.id}第{round}轮的签名"), Text(
                    "It may be that of another round or of another beacon, or it was altered",
                    "可能是其他轮次或其他信标的签名，也可能被改动"))
        return hashlib.sha256(given).digest()


def key_of(given: bytes) -> G2Point:
    """A beacon's key as a point. :raises MethodError: if it is none that can verify anything."""
    try:
        point = G2Point.from_compressed_bytes(given)
    except ValueError:
        point = G2Point.identity()
    if point == G2Point.identity() or point.to_compressed_bytes() != given:
        raise MethodError("beacon.bad_key", Text("this is no public key of a beacon", "这不是信标的公钥"),
                          where="public_key", why=Text(
                              "It has to be 96 bytes, a point on G2 of BLS12-381 other than infinity",
                              "须为96字节，即BLS12-381的G2上除无穷远点外的一点"),
                          next_step=Text("Copy it anew from the beacon's own description", "请从信标说明重新复制"))
    return point


def _bytes(signature: str) -> bytes:
    text = signature.strip()
    if not _HEX.fullmatch(text) or len(text) % 2:
        raise _no_signature("beacon.not_hex", Text("the signature is not written in hexadecimal digits",
                                              "签名不是十六进制写法"),
                       Text("It takes pairs of the digits 0 to 9 and a to f alone", "只能由成对的0至9和a至f组成"))
    given = bytes.fromhex(text)
    if len(given) != SIGNATURE_BYTES:
        raise _no_signature("beacon.wrong_length", Text(
            f"the signature has {len(given)} bytes instead of {SIGNATURE_BYTES}",
            f"签名为{len(given)}字节，应为{SIGNATURE_BYTES}字节"), Text(
                f"A signature of this scheme is {2 * SIGNATURE_BYTES} hexadecimal digits",
                f"此方案的签名为{2 * SIGNATURE_BYTES}位十六进制数字"))
    return given


def _point(given: bytes) -> G1Point:
    """The point that ``given`` is. Every one that is refused would make some forged signature pass, or give one round
    two randomnesses."""
    try:
        point = G1Point.from_compressed_bytes_unchecked(given)
    except ValueError:
        raise _no_signature("beacon.not_point", Text("the signature is no point on the curve", "签名不是曲线上的点"),
                       Text("A digit may have been lost or changed", "可能缺少或改动了某一位")) from None
    if point == G1Point.identity():
        raise _no_signature("beacon.infinity", Text("the signature is the point at infinity", "签名为无穷远点"),
                       Text("No round has it; whoever sends it hopes that the check does not look",
                            "任何轮次都不会有此签名，提交者意在绕过检查"))
    if not point.is_in_subgroup():
        raise _no_signature("beacon.not_in_subgroup", Text(
            "the signature is a point on the curve, but not in its group", "签名在曲线上，但不在所用的子群中"), Text(
                "No beacon signs with such a point", "信标不会以此类点签名"))
    if point.to_compressed_bytes() != given:
        raise _no_signature("beacon.not_point", Text("the signature is not in its one proper form", "签名不是规范写法"),
                       Text("The same point written otherwise would give another randomness",
                            "同一点的不同写法会得出不同的随机数"))
    return point


def _no_signature(code: Code | str, what: Text, why: Text) -> MethodError:
    return MethodError(code, what, where="signature", why=why, next_step=FROM_BEACON)
