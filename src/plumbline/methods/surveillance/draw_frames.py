"""The frame of a draw: which objects there are, each with its class, and the hash by which it is committed to.

The hash is SHA-256 of the lines ``id,class`` and a line feed, in UTF-8, sorted by id in the order of code points. For
that to name one frame and no other, neither an id nor a class may hold what separates them (a comma, a line end), nor
signs that nobody sees: such a frame is refused, never quoted or tidied up. Nor may an id be there twice: it would have
two chances. Ids are compared sign by sign, and nothing in them is made equal (``A1`` and ``a1`` are two objects).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from plumbline.errors import MethodError
from plumbline.text import DIRECTIONS, Text, several

SHOWN = 5
"""How many of the objects that are wrong in the same way are named."""
ID, CLASS = Text("id", "编号"), Text("class", "类别")
UNSEEN = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"
"""Signs without width: with one of them an object could be listed twice under what reads as one name."""
UNFIT = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f,\u2028\u2029{UNSEEN}{DIRECTIONS}]")
"""What no id and no class may hold."""


@dataclass(frozen=True)
class Frame:
    """Objects, with the class of each, in the same order. Made by :func:`frame_of`."""

    ids: Sequence[str]
    classes: Sequence[str]

    @cached_property
    def text(self) -> str:
        """The lines that are hashed, and nothing else."""
        # No id holds a NUL, and it comes before every other sign: so these lines are in the order of their ids.
        lines = sorted([f"{id}\0{of}\n" for id, of in zip(self.ids, self.classes, strict=True)])
        return "".join(lines).replace("\0", ",")

    @cached_property
    def sha256(self) -> str:
        """The hash, in hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many objects each class has, by class."""
        return dict(sorted(Counter(self.classes).items()))


def frame_of(ids: Sequence[str], classes: Sequence[str]) -> Frame:
    """The frame of these objects, whatever order they are in.

    :raises MethodError: where there is none, an id or a class is empty or holds what it may not, or an id is there
        twice.
    """
    if not ids:
        raise MethodError("draw_frame.empty", Text("the frame has no object", "抽样框中没有对象"),
                          next_step=Text("Give the list that is drawn from", "请提供用于抽取的名录"))
    check(ids, ID)
    if faulty := first_unfit(tuple(dict.fromkeys(classes))):
        id = ids[classes.index(faulty[0])]
        raise unfit(faulty[0], CLASS, Text(f"object {shown(id)}", f"对象{shown(id)}"))
    if len(set(ids)) < len(ids):
        raise _twice(ids)
    return Frame(ids, classes)


def check(values: Sequence[str], named: Text) -> None:
    """:raises MethodError: if one of ``values``, which are ``named`` so, may not stand in what is hashed."""
    if faulty := first_unfit(values):
        raise unfit(faulty[0], named, Text(f"number {faulty[1]:,} of {len(values):,}",
                                           f"共{len(values):,}个中的第{faulty[1]:,}个"))


def first_unfit(values: Sequence[str]) -> tuple[str, int] | None:
    """The first of ``values`` that is empty or holds what it may not, and its number; None where all are fit."""
    # Looked at all together first: a frame may have a million objects, and nearly always all of them are fit.
    together = "".join(values)
    plain = together.isprintable() and "," not in together
    spaces = len(together.split(None, 1)) > 1 or together != together.strip()
    if all(values) and (plain or not UNFIT.search(together)) and not (
            spaces and list(map(str.strip, values)) != list(values)):
        return None
    return next((each, place) for place, each in enumerate(values, start=1)
                if not each or each != each.strip() or UNFIT.search(each))


def unfit(value: str, named: Text, where: Text) -> MethodError:
    """That ``value``, which is ``named`` so and stands at ``where``, may not stand in what is hashed."""
    if not value:
        return MethodError("draw_frame.nothing", Text(f"the {named.en} is empty", f"{named.zh}为空"), where=where,
                           next_step=Text(f"Give the {named.en}", f"请填写{named.zh}"))
    return MethodError("draw_frame.unfit_sign", Text(
        f"the {named.en} {shown(value)} holds a sign that it may not hold",
        f"{named.zh}{shown(value)}含有不允许的字符"),
        where=where, why=Text(
            "With a comma, a line end, a space around it or a sign that is not seen, two frames could have one hash, "
            "or two names look alike",
            "逗号、换行、首尾空格或不可见字符，会使不同的抽样框哈希相同，或使不同的名称看似一样"),
        next_step=Text("Mend it where the list comes from, and write the list anew", "请在名录来源中更正后重新导出"))


def shown(value: str) -> str:
    """``value`` as it can be read in a sentence, whatever signs it holds."""
    return "'" + "".join(sign if sign.isprintable() else f"<U+{ord(sign):04X}>" for sign in value[:60]) + "'"


def _twice(ids: Sequence[str]) -> MethodError:
    again = [id for id, many in Counter(ids).items() if many > 1]
    named = ", ".join(again[:SHOWN]) + (" …" if len(again) > SHOWN else "")
    occur = "occurs" if len(again) == 1 else "occur"
    return MethodError("draw_frame.twice", Text(f"{several(len(again), 'id')} {occur} more than once: {named}",
                                                f"{len(again):,}个编号重复出现：{named}"),
                       why=Text("An object that is listed twice would have two chances to be drawn",
                                "同一对象列出两次，被抽中的机会便多一倍"),
                       next_step=Text("Keep one line for each object", "请每个对象只保留一行"))
