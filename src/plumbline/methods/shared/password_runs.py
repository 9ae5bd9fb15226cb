"""How many characters of a text do not follow from those before: what repeats, stands in order, or counts on.

The patterns are those of D. Wheeler, "zxcvbn", USENIX Security 2016; the counting is our own (passwords.py).
"""

from __future__ import annotations

# Characters that lie in order, on keyboards and in alphabets; each is also read backwards, and round the end.
_ORDERS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "1234567890",
    "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "147258369", "!@#$%^&*()",
    "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥", "零一二三四五六七八九十",
)
_RUN = 3
_FARTHEST = 5  # signs that one counts on by, as in acegik
TAKEN = "\0"  # in the place of a word that was taken out; no password holds it


def unit(text: str) -> str:
    """The shortest text that ``text`` repeats at least twice over, the last time perhaps cut short; else itself."""
    for size in range(1, len(text) // 2 + 1):
        if all(text[place] == text[place - size] for place in range(size, len(text))):
            return text[:size]
    return text


def left(text: str) -> int:
    """How many characters of ``text`` do not follow from those before: a run in some order counts as one character, and
    so does each of two that are plaited into one another."""
    plaited = _left(text[::2]) + _left(text[1::2]) if len(text) >= 2 * _RUN else len(text)
    return min(_left(text), plaited)


def _left(text: str) -> int:
    count, place = 0, 0
    while place < len(text):
        run = _run(text, place)
        count += text[place] != TAKEN
        place += run if run >= _RUN else 1
    return count


def _run(text: str, start: int) -> int:
    """How many characters from ``start`` on lie in one order."""
    best = 1
    for step in _STEPS:
        end = start + 1
        while end < len(text) and text[end] in step.get(text[end - 1], ""):
            end += 1
        best = max(best, end - start)
    return max(best, _counted_on(text, start), _same(text, start))


def _same(text: str, start: int) -> int:
    rest = text[start:]
    return len(rest) - len(rest.lstrip(text[start]))


def _counted_on(text: str, start: int) -> int:
    """How many characters from ``start`` on lie equally far from each other; 1 where fewer than four do."""
    if start + 1 >= len(text) or abs(far := ord(text[start + 1]) - ord(text[start])) > _FARTHEST:
        return 1
    end = start + 1
    while end < len(text) and ord(text[end]) - ord(text[end - 1]) == far:
        end += 1
    return end - start if end - start > _RUN else 1


def _step(order: str) -> dict[str, str]:
    following: dict[str, str] = {}
    for one, after in zip(order, order[1:] + order[0], strict=True):
        following[one] = following.get(one, "") + after
    return following


_STEPS = tuple(_step(order) for each in _ORDERS for order in (each, each[::-1]))
