"""Plain readings of the published definitions, one value at a time: what commands asked from outside must answer."""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Mapping, Sequence
from fractions import Fraction

Point = tuple[float, float, bool]


def ears(y: Sequence[int], method: str, alpha: float, baseline: int, min_sigma: float) -> list[Point | None]:
    """EARS by Hutwagner et al. (2003), of each week: expected, bound, alarm. None: too early, or no spread."""
    z = statistics.NormalDist().inv_cdf(1 - alpha)
    gap = 0 if method == "ears-c1" else 2

    def window(week: int) -> tuple[float, float]:
        past = y[week - gap - baseline:week - gap]
        return statistics.fmean(past), max(statistics.stdev(past), min_sigma)

    def over(week: int) -> float:
        mean, sigma = window(week)
        if not sigma:
            return math.nan if y[week] == mean else math.inf if y[week] > mean else 0.0
        return max(0.0, (y[week] - mean) / sigma - 1)

    found: list[Point | None] = []
    for week, n in enumerate(y):
        if week < baseline + gap + 2 * (method == "ears-c3"):
            found.append(None)
            continue
        mean, sigma = window(week)
        if method == "ears-c3":
            bound = n + sigma * (z - over(week - 1) - over(week - 2))
            bound = bound if math.isnan(bound) else max(0.0, bound)
        else:
            bound = mean + z * sigma
        found.append(None if math.isnan(bound) else (mean, bound, n > bound))
    return found


def severities(accepted: Sequence[bool]) -> list[str]:
    """MIL-STD-105E, 4.7 and 4.8, lot by lot from the whole history."""
    found: list[str] = []
    severity, since, refused = "normal", 0, 0
    for place, each in enumerate(accepted):
        found.append(severity)
        run = accepted[since:place + 1]
        if severity == "normal" and list(run[-5:]).count(False) >= 2:
            severity, since, refused = "tightened", place + 1, 0
        elif severity == "tightened":
            refused += not each
            if refused >= 5:
                severity = "stopped"
            elif len(run) >= 5 and all(run[-5:]):
                severity, since = "normal", place + 1
    return found


def pairs(rows: Sequence[tuple[str, str, str, str]], divided: bool) -> dict[tuple[str, str], tuple[float | None, ...]]:
    """n, e, RR, PRR and ROR of each pair, by sets of reports. A row is id, var1, var2, stratum."""
    def naming(place: int, word: str, within: Sequence[tuple[str, str, str, str]]) -> set[str]:
        return {row[0] for row in within if row[place] == word}

    found: dict[tuple[str, str], tuple[float | None, ...]] = {}
    for _, one, two, _ in rows:
        left, right, every = naming(1, one, rows), naming(2, two, rows), {row[0] for row in rows}
        n = len({row[0] for row in rows if row[1:3] == (one, two)})
        n1, n2 = len(left), len(right)
        layers = [[row for row in rows if not divided or row[3] == layer]
                  for layer in ({row[3] for row in rows} if divided else {""})]
        e = sum(len(naming(1, one, layer)) * len(naming(2, two, layer)) / len({row[0] for row in layer})
                for layer in layers)
        others = len(every) - n1
        prr = n / n1 / ((n2 - n) / others) if others and n2 > n else None
        odds = (n1 - n) * (n2 - n)
        found[one, two] = (n, e, n / e, prr, n * (len(every) - n1 - n2 + n) / odds if odds else None)
    return found


def accepted(n: int, c: int, p: float, dist: str, lot: int) -> float:
    """The probability of no more than c nonconforming in n, term by term."""
    bad = math.floor(lot * p + 0.5)
    if dist == "poisson":
        return math.fsum(math.exp(-n * p + k * math.log(n * p) - math.lgamma(k + 1)) if p else float(not k)
                         for k in range(c + 1))
    if dist == "binomial":
        return math.fsum(math.comb(n, k) * p ** k * (1 - p) ** (n - k) for k in range(c + 1))
    return float(sum(Fraction(math.comb(bad, k) * math.comb(lot - bad, n - k), math.comb(lot, n))
                     for k in range(c + 1)))


def smallest(prp: tuple[float, float], crp: tuple[float, float], dist: str, lot: int) -> tuple[int, int]:
    """The first plan, by sample and then acceptance number, that keeps both risks."""
    def keeps(n: int, c: int) -> bool:
        return accepted(n, c, prp[0], dist, lot) >= prp[1] and accepted(n, c, crp[0], dist, lot) <= crp[1]

    return next((n, c) for n in range(1, lot) for c in range(n) if keeps(n, c))


def drawn(rows: Sequence[tuple[str, str]], ratios: Mapping[str, str],
          randomness: str) -> tuple[str, dict[str, list[str]]]:
    """The hash of a frame of (id, class), and of each class the ids that are drawn, lowest rank first."""
    lines = "".join(f"{id},{of}\n" for id, of in sorted(rows))
    chosen = {}
    for of, ratio in ratios.items():
        ids = sorted((id for id, own in rows if own == of),
                     key=lambda id: hashlib.sha256(bytes.fromhex(randomness) + id.encode()).digest())
        chosen[of] = ids[:math.ceil(Fraction(ratio) * len(ids))]
    return hashlib.sha256(lines.encode()).hexdigest(), chosen


LEVELS = (("1/2", "HSSS"), ("1/10", "MSSS"), ("1/100", "MSSS"), ("1/1000", "LHSS"), ("1/10000", "LMHS"),
          ("1/100000", "LLMH"), ("1/1000000", "LLLM"), ("-1", "LLLL"))
RAISED = ((100_000, {}), (500_000, {"L": "M", "M": "H"}), (1_000_000, {"L": "M", "M": "H", "H": "S"}),
          (math.inf, {"L": "H", "M": "S", "H": "S"}))


def level(probability: Fraction, severity: int) -> str:
    """The level of a scenario, as the UK's service has it."""
    return next(levels[severity - 1] for above, levels in LEVELS if probability > Fraction(above))


def overall(of: str, units: int) -> str:
    """What so many units in use make of a level."""
    return next(raised for up_to, raised in RAISED if units <= up_to).get(of, of)
