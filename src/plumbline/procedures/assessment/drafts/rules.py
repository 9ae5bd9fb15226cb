"""What a draft's text would make of the rulebook: its faults, the files it would write, the years it would stop."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from plumbline.errors import PlumblineError, RulebookError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.records.assessment.rounds import Round
from plumbline.rulebook.core.exact_tables import ID, SCHEME_ID, not_day
from plumbline.rulebook.core.faults import Faulty, Loaded, id_in
from plumbline.rulebook.core.files import own_files, shipped_files
from plumbline.rulebook.core.toml_text import not_toml, read
from plumbline.rulebook.indicators.loading import Indicator, parse_indicators
from plumbline.rulebook.schemes.loading import read_schemes
from plumbline.rulebook.schemes.schemes import Scheme, Schemes, scheme_for
from plumbline.text import Text

INDICATOR, SCHEME = "indicator", "scheme"
KINDS = (INDICATOR, SCHEME)
FOLDERS = {INDICATOR: "indicators", SCHEME: "schemes"}
NAMED = {INDICATOR: re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*"), SCHEME: ID}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a draft's text: ``line`` counts from 1, and is None where none can be named."""

    code: str
    what: Text
    where: str
    why: Text
    next_step: Text
    line: int | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON: in English, and under ``zh`` in Chinese."""
        said = {"what": self.what, "why": self.why, "next_step": self.next_step}
        return {"code": self.code, "where": self.where, "line": self.line,
                **{name: text.en for name, text in said.items()},
                "zh": {name: text.say("zh") for name, text in said.items()}}

    @classmethod
    def of(cls, error: PlumblineError, text: str) -> Fault:
        """From the error of a loader that read ``text``."""
        return cls(error.code, error.what, error.where.en, error.why, error.next_step, line_of(text, error))


@dataclass(frozen=True)
class Planned:
    """What a text makes of the rulebook: the ``files`` to write, and what is then in force."""

    files: Mapping[str, str]
    scheme: Scheme | None
    indicator: Indicator | None
    schemes: Schemes


def named(what: str, target: str) -> None:
    """:raises RulebookError: if nothing of the sort ``what`` can be called ``target``."""
    if what not in KINDS:
        raise RulebookError("draft.unknown_sort", Text(f"'{what}' is nothing that can be drafted", f"不能起草“{what}”"),
                            next_step=Text(f"Choose one of: {', '.join(KINDS)}", f"可选：{'、'.join(KINDS)}"))
    if not NAMED[what].fullmatch(target) or len(target) > 80:
        raise RulebookError("rule.no_id", Text(f"'{target}' is no id", f"“{target}”不能用作编号"), next_step=Text(
            "Write file.name, small letters, digits and _", "请写成“文件名.指标名”，使用小写字母、数字和_")
            if what == INDICATOR else SCHEME_ID)


def in_force(home: Home, what: str, target: str, file: str = "") -> tuple[str, str]:
    """The file and the text of a rule as it is now: of a scheme the file called ``file``, else the newest version.

    :raises RulebookError: if there is no such rule.
    """
    if what == INDICATOR:
        return _indicator_text(home, target)
    known = schemes_of(home)
    if (fault := known.lost.get(target)) is not None and not file and fault.file in (texts := _texts(home, SCHEME)):
        return fault.file, texts[fault.file]  # a faulty file is mended by a draft of it
    versions = known.get(target, ())
    chosen = next((one for one in versions if one.file == file), versions[-1] if versions and not file else None)
    if chosen is None:
        within = Text(f" in the file '{file}'", f"文件“{file}”中") if file else Text()
        raise RulebookError("scheme.unknown", Text(f"there is no scheme '{target}'{within.en}",
                                                   f"{within.zh}没有方案“{target}”"),
                            next_step=suggest(target, sorted(schemes_of(home))))
    return chosen.file, _texts(home, SCHEME)[chosen.file]


def text_now(home: Home, what: str, target: str, file: str) -> str:
    """The text of the file a draft begins from, as it is now; empty where there is none (any more)."""
    if what == SCHEME and file:
        text = _texts(home, SCHEME).get(file, "")
        return text if _is(text, target) else ""
    try:
        return in_force(home, what, target)[1]
    except RulebookError:
        return ""


def planned(home: Home, what: str, target: str, file: str, text: str) -> Planned:
    """What ``text`` makes of the rulebook, of which ``file`` is what it begins from (empty: a new rule).

    :raises RulebookError: for the first fault in it, or in what rests on it.
    """
    if what == INDICATOR:
        return _indicator(home, target, text)
    files = _scheme_files(home, target, file, text)
    unread: list[Faulty] = []
    own = dict(own_files(home, "schemes", unread)) | files
    left = [fault for fault in unread if fault.file not in files]
    schemes = read_schemes(shipped_files("schemes"), sorted(own.items()), figures=catalogue(home), faults=left)
    _breaks_nothing(schemes, schemes_of(home), files)
    name = next(name for name, written in files.items() if written == text)
    return Planned(files, next(one for one in schemes[target] if one.file == name), None, schemes)


def _breaks_nothing(after: Loaded[tuple[Scheme, ...]], before: Loaded[tuple[Scheme, ...]],
                    written: Mapping[str, str]) -> None:
    """:raises RulebookError: for the first fault in what is written, or in what was sound until then. Files that were
    faulty already are no fault of a draft."""
    known = {fault.file for fault in before.faults}
    for fault in after.faults:
        if fault.file in written or fault.file not in known:
            raise fault.error


def weighed(home: Home, what: str, target: str, file: str, text: str) -> Planned | Fault:
    """What a text makes of the rulebook, or its first fault."""
    try:
        return planned(home, what, target, file, text)
    except RulebookError as error:
        return Fault.of(error, text)


def fault_of(home: Home, what: str, target: str, file: str, text: str) -> Fault | None:
    """The first fault of a text; None where it could be put in force as it is."""
    found = weighed(home, what, target, file, text)
    return found if isinstance(found, Fault) else None


def stopping(home: Home, planned_: Planned) -> list[str]:
    """The numbers of the assessment years that would stop, since their scheme would not be what they settled on."""
    rounds, stopped = list(Round.objects.order_by("number")), []
    now = schemes_of(home) if rounds else {}
    for round in rounds:
        try:
            before = scheme_for(now, round.scheme, round.year).sha256
        except PlumblineError:
            continue  # it stands still already
        try:
            same = scheme_for(planned_.schemes, round.scheme, round.year).sha256 == before
        except PlumblineError:
            same = False
        if not same and round.scheme in planned_.schemes:
            stopped.append(str(round.number))
    return stopped


def line_of(text: str, error: PlumblineError) -> int | None:
    """The line of ``text`` that an error of a loader speaks of, as far as it can be told."""
    if told := re.search(r"at line (\d+)", error.why.en):
        return int(told[1])
    lines, low, high = text.splitlines(), 0, len(text.splitlines())
    parts = error.where.en.split(": ")[1:] or re.split(r"[\]]", error.where.en)[1:]
    found: int | None = None
    for part in parts:
        if named_ := re.fullmatch(r"(block|item) (.+)", part):
            low, high = _table(lines, low, high, "block.item" if named_[1] == "item" else "block", named_[2])
            found = low
            continue
        for key in [each for each in part.split(".") if each]:
            at = next((row for row in range(low, high) if re.search(rf'(^|[\s{{,\[."]){re.escape(key)}\s*[=".\]]',
                                                                    lines[row])), None)
            found = found if at is None else at
    return None if found is None else found + 1


def _table(lines: list[str], low: int, high: int, head: str, id: str) -> tuple[int, int]:
    heads = [row for row in range(low, high) if lines[row].strip().startswith(f"[[{head}]]")]
    for place, row in enumerate(heads):
        end = heads[place + 1] if place + 1 < len(heads) else high
        if any(re.match(rf'\s*id\s*=\s*"{re.escape(id)}"', line) for line in lines[row:end]) or str(place + 1) == id:
            return row, end
    return low, high


def _texts(home: Home, what: str) -> dict[str, str]:
    folder = FOLDERS[what]
    return dict(shipped_files(folder)) | dict(own_files(home, folder))


def _raw(name: str, text: str) -> dict[str, Any]:
    return read(text, name)


# --------------------------------------------------------------------------------------------------------- schemes
def _scheme_files(home: Home, target: str, file: str, text: str) -> dict[str, str]:
    """The files to write: the version itself; the one before it, ended; and all shipped versions, once one of the
    authority's own takes their place."""
    name = file or f"schemes/{target}.toml"
    first = _begins(name, target, _raw(name, text))
    every = own_files(home, "schemes", [])
    own = {each: held for each, held in every if _is(held, target) or each == file}
    files = {} if own else {each: held for each, held in shipped_files("schemes") if _is(held, target)}
    versions = {each: raw for each, held in (own or files).items() if (raw := _dated(held)) is not None}
    if file in own and file not in versions:
        return {file: text}  # it could not be read, and is mended in its place
    same = next((each for each, raw in versions.items() if raw["valid_from"] == first), None)
    for each, raw in versions.items():
        last = raw.get("valid_to")
        if each != same and raw["valid_from"] < first and (last is None or last >= first):
            files[each] = _ended((own or files)[each], first - ONE_DAY)
    others = {each for each, _ in every} - own.keys()
    fresh = f"schemes/{target}.toml" if not versions else f"schemes/{target}-{first}.toml"
    while same is None and (fresh in others or fresh in versions):
        fresh = fresh.replace(".toml", "-x.toml")
    return files | {same or fresh: text}


def _begins(name: str, target: str, raw: Mapping[str, Any]) -> date:
    if raw.get("id") != target:
        other = raw.get("id")
        raise RulebookError("draft.other_rule", Text(
            f"this is a draft of the scheme '{target}', and the text says '{other}'",
            f"这是方案“{target}”的草案，而文本写的是“{other}”"), where=f"{name}: id", next_step=Text(
            "Write the id as it was, or begin a draft of the other", "请改回原编号，或另起草案"))
    first = raw.get("valid_from")
    if not isinstance(first, date) or hasattr(first, "hour"):
        raise not_day(f"{name}: valid_from")
    return first


def _is(text: str, target: str) -> bool:
    try:
        return read(text).get("id") == target
    except RulebookError:
        return id_in(text) == target


def _dated(text: str) -> dict[str, Any] | None:
    """What a version holds, if it can be read and says from when it counts."""
    try:
        raw = read(text)
    except RulebookError:
        return None
    return raw if isinstance(raw.get("valid_from"), date) else None


def _ended(text: str, last: date) -> str:
    document = tomlkit.parse(text)
    if "valid_to" in document:
        document["valid_to"] = last
        return tomlkit.dumps(document)
    # Beside the day it begins, where a reader looks for it.
    return re.sub(r"(?m)^(valid_from(\s*)=.*)$", rf"\1\nvalid_to  \2= {last}", text, count=1)


# ------------------------------------------------------------------------------------------------------ indicators
def _indicator_text(home: Home, target: str) -> tuple[str, str]:
    stem, _, name = target.partition(".")
    file = f"indicators/{stem}.toml"
    for files in (own_files(home, "indicators", []), shipped_files("indicators")):
        text = dict(files).get(file, "")
        if text and name in _raw(file, text):
            return file, _only(text, name)
    raise RulebookError("indicator.unknown", Text(f"there is no indicator '{target}'", f"没有指标“{target}”"),
                        next_step=suggest(target, sorted(catalogue(home))))


def _only(text: str, name: str) -> str:
    document = tomlkit.parse(text)
    for other in [key for key in document if key != name]:
        document.remove(other)
    found = tomlkit.dumps(document)
    return found[max(0, found.index(f"[{name}")):].strip() + "\n"


def _indicator(home: Home, target: str, text: str) -> Planned:
    stem, _, name = target.partition(".")
    file = f"indicators/{stem}.toml"
    raw = _raw(file, text)
    if list(raw) != [name]:
        raise RulebookError("draft.other_rule", Text(
            f"this is a draft of '{target}', and the text defines: {', '.join(raw) or 'nothing'}",
            f"这是“{target}”的草案，而文本定义的是：{'、'.join(raw) or '无'}"), where=file, next_step=Text(
            f"Write one definition, under [{name}]", f"请只写一个定义，置于[{name}]之下"))
    (found,) = parse_indicators(stem, text, schema_of_kinds(), catalogue(home))
    held = dict(own_files(home, "indicators", [])).get(file, "")
    written = _spliced(held, name, text) if held else text
    now = catalogue(home)
    figures = Loaded(now | {target: found}, now.faults)
    unread: list[Faulty] = []
    own = own_files(home, "schemes", unread)
    schemes = read_schemes(shipped_files("schemes"), own, figures=figures, faults=unread)
    _breaks_nothing(schemes, schemes_of(home), {})
    return Planned({file: written}, None, found, schemes)


def _spliced(held: str, name: str, text: str) -> str:
    """``held`` with the definition ``name`` as ``text`` writes it: in its place, or at the end."""
    wanted = {**_raw("", held), **_raw("", text)}
    head = re.compile(rf"(?m)^\[{re.escape(name)}(\.[^\]]*)?\][^\n]*$")
    any_head = re.compile(r"(?m)^\[+[^\n]*\]+[^\n]*$")
    heads = list(any_head.finditer(held))
    mine = [place for place, found in enumerate(heads) if head.match(found[0])]
    if mine:
        begin = heads[mine[0]].start()
        end = heads[mine[-1] + 1].start() if mine[-1] + 1 < len(heads) else len(held)
        joined = f"{held[:begin]}{text.strip()}\n\n{held[end:]}".rstrip() + "\n"
    else:
        joined = f"{held.rstrip()}\n\n{text.strip()}\n"
    try:
        if tomllib.loads(joined) == wanted:
            return joined
    except tomllib.TOMLDecodeError:
        pass
    document = tomlkit.parse(held)  # written in another way than with a head of its own
    document[name] = tomlkit.parse(text)[name]
    return tomlkit.dumps(document)


def parsed(text: str) -> tomlkit.TOMLDocument:
    """``text`` to be changed with its comments kept. :raises RulebookError: if it is not TOML."""
    read(text)  # refuses what would take this reader long, or end it
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, RecursionError, ValueError) as error:
        raise not_toml(Text(str(error), "写法有误")) from error

