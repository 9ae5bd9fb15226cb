"""Quotation marks of a CSV that do not pair. No parser tells of them: it closes them where it likes.

A value that begins with a mark ends with the next single one, and there the value must end too. One that goes on behind
it, or never ends, was not closed where its writer meant to. If all of it stands on one line, that row alone is spoilt;
else nobody can tell where rows begin and end, and the file is refused.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from plumbline.errors import IntakeError
from plumbline.records.intake.reading import places
from plumbline.text import Text

BREAK = re.compile(rb"\r\n|\r|\n")


def stray(path: Path, delimiter: str, before: int, row: int, name: str) -> dict[int, str]:
    """Number of the row -> its line, for each row with a mark that does not pair on a line of its own. ``before``: the
    bytes before the headings, which are row ``row``. :raises IntakeError: where more than one row is spoilt."""
    if path.stat().st_size <= before:
        return {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(b'"', before) < 0:
            return {}
        if not before and content[:3] == b"\xef\xbb\xbf":
            before = 3
        return _Scan(content, delimiter, name).spoilt(before, row)


class _Scan:
    """Reads the marks of one file from left to right, in one step from each that does not pair to the next."""

    def __init__(self, content: mmap.mmap, delimiter: str, name: str) -> None:
        self.content, self.name = content, name
        ends = rb"[\r\n" + re.escape(delimiter.encode()) + rb"]"
        quoted = rb'"(?:[^"]++|"")*+"(?=' + ends + rb"|\Z)"
        # A mark within a value that does not begin with one is a sign like others.
        tail = rb'[^"]*+(?:(?<!' + ends + rb')"[^"]*+)*+'
        self.paired = re.compile(rb"(?:" + quoted + rb")?+" + tail + rb"(?:" + quoted + tail + rb")*+")
        self.value = re.compile(rb"(?:(?<=" + ends + rb")|\A)" + quoted)

    def spoilt(self, start: int, row: int) -> dict[int, str]:
        found: dict[int, str] = {}
        size = len(self.content)
        while start < size:
            match = self.paired.match(self.content, start)
            stop = match.end() if match else start
            if stop == size:
                break
            row += self._breaks(start, stop)
            line_end = BREAK.search(self.content, stop)
            end = line_end.start() if line_end else size
            mark = re.compile(rb'"(?:[^"]++|"")*+"?').match(self.content, stop)
            whole = mark is not None and mark.end() <= end and not mark[0].count(b'"') % 2
            if not whole and self.content[end:].strip():
                raise _unclosed(places.within(self.name, places.row(row)))  # of the last line it spoils nothing more
            line_start = max(self.content.rfind(b"\n", 0, stop), self.content.rfind(b"\r", 0, stop)) + 1
            found[row] = bytes(self.content[line_start:end]).decode("utf-8", "replace")
            start, row = (line_end.end(), row + 1) if line_end else (size, row)
        return found

    def _breaks(self, start: int, stop: int) -> int:
        """The ends of rows between two places; breaks of lines within a value end none."""
        every = sum(1 for _ in BREAK.finditer(self.content, start, stop))
        return every - sum(len(BREAK.findall(one[0])) for one in self.value.finditer(self.content, start, stop))


def _unclosed(where: Text) -> IntakeError:
    return IntakeError(
        "file.quote_open", Text("a quotation mark is never closed", "引号没有闭合"), where=where,
        why=Text("All that follows it would be taken for one value", "其后的全部内容会被当作一个值"),
        next_step=Text("Close or remove the mark; nothing of the file was taken in",
                       "请补上或删除该引号；文件内容均未导入"))
