"""What is not as the journal sealed it, and how to say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plumbline.text import UNSAID, Text

ALTERED, ROWS, VERSIONS, WITHDRAWN, STRANGE, UNREADABLE = (
    "altered", "rows", "versions", "withdrawn", "strange", "unreadable")
MOST_NAMED = 100
"""Records that are named of one entry; the others are counted."""
MENDING = Text("Compare with a backup, restore it into another folder, and trust no figure of this home until then",
               "请与备份核对，将备份恢复到另一文件夹；此前请勿采信本数据目录的任何数据")
# Of one record, and of several.
WORDS = {
    ALTERED: (Text("a record is not what the journal sealed", "一条记录与日志封存的不符"),
              Text("{n} records are not what the journal sealed", "{n}条记录与日志封存的不符")),
    ROWS: (Text("a row does not stand where its entry of the journal has it", "一行数据不在其日志条目所载的位置"),
           Text("{n} rows do not stand where their entries of the journal have them",
                "{n}行数据不在其日志条目所载的位置")),
    VERSIONS: (Text("a record is marked as replaced, or not, against what the journal says",
                    "一条记录是否已被更正的标记与日志不符"),
               Text("{n} records are marked as replaced, or not, against what the journal says",
                    "{n}条记录是否已被更正的标记与日志不符")),
    WITHDRAWN: (Text("a record is marked as withdrawn, or not, against what the journal says",
                     "一条记录是否已撤回的标记与日志不符"),
                Text("{n} records are marked as withdrawn, or not, against what the journal says",
                     "{n}条记录是否已撤回的标记与日志不符")),
    STRANGE: (Text("a record was written, or replaced, by no entry of the journal",
                   "一条记录的写入或更正在日志中没有条目"),
              Text("{n} records were written, or replaced, by no entry of the journal",
                   "{n}条记录的写入或更正在日志中没有条目")),
    UNREADABLE: (Text("a record holds what no record can hold", "一条记录含有任何记录都不可能有的内容"),
                 Text("{n} records hold what no record can hold", "{n}条记录含有任何记录都不可能有的内容")),
}
OF_ENTRY = {
    ROWS: Text("rows of an entry were removed, added or altered: they are not those that it sealed",
               "某条目的数据行被删除、增加或改动，已不是所封存的那些"),
    VERSIONS: Text("an entry replaced more or fewer versions than are marked so", "某条目所更正的版本数与所标记的不符"),
}


@dataclass(frozen=True, slots=True, order=True)
class Misfit:
    """One thing that is not as it was sealed. ``key`` is the record's natural key, empty where only the entry is known;
    ``entry`` the journal's number of the entry that wrote it, 0 where there is none.

    ``fault``: ``altered`` (fields and leaf do not fit), ``rows`` (the entry's rows are not those it sealed),
    ``versions`` (what replaced it is not what the journal says), ``withdrawn`` (it counts, or does not, against its
    entry), ``strange`` (no entry wrote it), ``unreadable`` (a value that no field can hold).
    """

    fault: str
    entry: int
    key: str = ""


def told(kind: str, misfits: Iterable[Misfit]) -> Iterator[tuple[Text, Text]]:
    """``misfits`` in words, those of one fault and entry together: what is wrong, and where."""
    found: dict[tuple[str, int], list[str]] = {}
    for each in sorted(misfits):
        found.setdefault((each.fault, each.entry), []).append(each.key)
    for (fault, entry), keys in found.items():
        by = Text(f"journal entry {entry}", f"日志第{entry}条") if entry else Text("no journal entry", "没有日志条目")
        named = [key for key in keys if key]
        if not named:
            yield OF_ENTRY[fault], Text(f"{kind}, {by.en}", f"{kind}，{by.zh}")
            continue
        first, left = named[:MOST_NAMED], len(named) - MOST_NAMED
        more = Text(f" and {left:,} more", f"等{len(named):,}条") if left > 0 else UNSAID
        one, several = WORDS[fault]
        yield (several.filled(n=f"{len(named):,}") if len(named) > 1 else one,
               Text(f"{kind} {', '.join(first)}{more.en}, {by.en}", f"{kind} {'、'.join(first)}{more.zh}，{by.zh}"))
