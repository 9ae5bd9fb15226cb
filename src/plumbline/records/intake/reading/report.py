"""What reading a file guessed, tidied and passed over: told with what came of the file, wherever that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from plumbline.records.core import kinds
from plumbline.text import Text, several

_Say = Callable[[str, int], Text]
_NOTES: dict[str, _Say] = {
    "encoding": lambda detail, n: Text(f"The text was read as {detail}", f"文本按{detail}编码读取"),
    "encoding_guessed": lambda detail, n: Text(
        f"The file does not say how its text is encoded; it was read as {detail}, which its bytes fit best. "
        "Look at a few names; if they are wrong, say the encoding",
        f"文件未标明文本编码，按最符合其字节的{detail}读取。请抽看几个名称，如有乱码，请指明编码"),
    "delimiter": lambda detail, n: Text(f"Values are parted by {detail}", f"各值以{detail}分隔"),
    "sheet": lambda detail, n: Text(f"Read: {detail}, headings in row {n}", f"已读取：{detail}，标题在第{n}行"),
    "sheet_empty": lambda detail, n: Text(f"Not read: {detail}, which is empty", f"未读取：{detail}（空）"),
    "sheet_hidden": lambda detail, n: Text(f"Not read: {detail}, which is hidden", f"未读取：{detail}（已隐藏）"),
    "sheet_other": lambda detail, n: Text(f"Not read: {detail}, which holds no such table",
                                          f"未读取：{detail}（没有此类表格）"),
    "above": lambda detail, n: Text(f"Left out above the headings: {detail}", f"标题行上方未读取：{detail}"),
    "hidden_rows": lambda detail, n: Text(f"Not read: {several(n, 'hidden row')} ({detail})",
                                          f"{n:,}个隐藏行未读取（{detail}）"),
    "hidden_columns": lambda detail, n: Text(f"Hidden columns were not read: {detail}", f"隐藏列未读取：{detail}"),
    "footer": lambda detail, n: Text(f"Left out: {several(n, 'row')} of no record ({detail})",
                                     f"{n:,}行不属于任何记录，未读取（{detail}）"),
    "spelling": lambda detail, n: Text(
        f"{detail}: in {several(n, 'value')}, signs that cannot be seen or told apart were taken out or made plain",
        f"{detail}：{n:,}个值中的不可见或全角字符已去除或改为半角"),
    "numbers": lambda detail, n: Text(
        f"{detail}: {several(n, 'number')} read without the signs around (separators, currency, percent, brackets)",
        f"{detail}：{n:,}个数字去掉分隔符、货币符号、百分号或括号后读取"),
    "scaled": lambda detail, n: Text(f"{detail}: numbers were multiplied by {n:,}, as the heading's unit says",
                                     f"{detail}：按标题所注单位，数值已乘以{n:,}"),
    "unscored": lambda detail, n: Text(
        f"{detail}: no score in {several(n, 'row')}, so that what it would tell stays unknown",
        f"{detail}：{n:,}行没有得分，由得分得出的值留空"),
    "given_none": lambda detail, n: Text(f"No {kinds.get(detail).title.en.lower()} is given by {several(n, 'row')}",
                                         f"{n:,}行不产生“{kinds.get(detail).title.zh}”记录"),
    "two_digits": lambda detail, n: Text(
        f"{detail}: years of two digits were read as 1969 to 2068 (69 to 99 as 1969 to 1999, 00 to 68 as 2000 to 2068)",
        f"{detail}：两位数年份按1969年至2068年读取（69—99为1969—1999年，00—68为2000—2068年）"),
    "year": lambda detail, n: Text(f"The year of the months is {n}, as {detail} says",
                                   f"各月所属年份为{n}年（依据：{detail}）"),
    "wide": lambda detail, n: Text(f"Each of the columns {detail} became a row of its own",
                                   f"各列（{detail}）已逐列转为单独的行"),
}
EXAMPLES = 8


@dataclass(slots=True)
class Report:
    """The notes of one file, each told once, with how often it was so."""

    notes: dict[tuple[str, str], int] = field(default_factory=dict)
    _rows: dict[str, list[str]] = field(default_factory=dict)
    _values: list[dict[str, Any]] = field(default_factory=list)

    def add(self, code: str, detail: str = "", count: int = 1) -> None:
        """Note ``code``, one of the keys above, of ``detail``."""
        self.notes[code, detail] = self.notes.get((code, detail), 0) + count

    def row(self, code: str, place: str) -> None:
        """Note one row that was passed over; the first few are named."""
        self._rows.setdefault(code, []).append(place)

    def add_of(self, other: Report) -> None:
        """Take over what reading the same file for another kind told: the same is not told twice."""
        for key, count in other.notes.items():
            self.notes[key] = max(count, self.notes.get(key, 0))
        for code, places in other._rows.items():
            self._rows.setdefault(code, places)
        self._values += other._values

    def values(self, note: dict[str, Any]) -> None:
        """Tell a note that was counted by value (``valued.note``)."""
        self._values.append(note)

    def as_dicts(self) -> list[dict[str, Any]]:
        """The notes for a document: code, detail, count and the words in both languages; of what was counted by value,
        the values too."""
        told = dict(self.notes)
        for code, places in self._rows.items():
            more = ", …" if len(places) > EXAMPLES else ""
            told[code, ", ".join(places[:EXAMPLES]) + more] = len(places)
        return [*({"code": code, "detail": detail, "count": count, "text": _NOTES[code](detail, count).as_dict()}
                  for (code, detail), count in told.items()), *self._values]
