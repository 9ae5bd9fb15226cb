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
from plumbline.figures.catalogue import catalogue
from plumbline.figures.schema import schema_of_kinds
from plumbline.home import Home
from plumbline.procedures.assessment import schemes_of
from plumbline.records.rounds import Round
from plumbline.rulebook.files import own_files, shipped_files
from plumbline.rulebook.indicators import Indicator, parse_indicators
from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.scheme_files import ID
from plumbline.rulebook.schemes import Scheme, Schemes, scheme_for, schemes_in

INDICATOR, SCHEME = "indicator", "scheme"
KINDS = (INDICATOR, SCHEME)
FOLDERS = {INDICATOR: "indicators", SCHEME: "schemes"}
NAMED = {INDICATOR: re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*"), SCHEME: ID}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a draft's text: ``line`` counts from 1, and is None where none can be named."""

    what: str
    where: str
    why: str
    next_step: str
    line: int | None

    @classmethod
    def of(cls, error: PlumblineError, text: str) -> Fault:
        """From the error of a loader that read ``text``."""
        return cls(error.what, error.where, error.why, error.next_step, line_of(text, error))


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
        raise RulebookError(f"'{what}' is nothing that can be drafted", next_step=f"Choose one of: {', '.join(KINDS)}")
    if not NAMED[what].fullmatch(target) or len(target) > 80:
        raise RulebookError(f"'{target}' is no id", next_step="Write file.name, small letters, digits and _"
                            if what == INDICATOR else "Use small letters, digits, - and .")


def in_force(home: Home, what: str, target: str, file: str = "") -> tuple[str, str]:
    """The file and the text of a rule as it is now: of a scheme the file called ``file``, else the newest version.

    :raises RulebookError: if there is no such rule.
    """
    if what == INDICATOR:
        return _indicator_text(home, target)
    versions = schemes_of(home).get(target, ())
    chosen = next((one for one in versions if one.file == file), versions[-1] if versions and not file else None)
    if chosen is None:
        raise RulebookError(f"there is no scheme '{target}'" + (f" in the file '{file}'" if file else ""),
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
    own = dict(own_files(home, "schemes")) | files
    schemes = schemes_in(shipped_files("schemes"), sorted(own.items()), figures=catalogue(home))
    name = next(name for name, written in files.items() if written == text)
    return Planned(files, next(one for one in schemes[target] if one.file == name), None, schemes)


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
    if told := re.search(r"at line (\d+)", error.why):
        return int(told[1])
    lines, low, high = text.splitlines(), 0, len(text.splitlines())
    parts = error.where.split(": ")[1:] or re.split(r"[\]]", error.where)[1:]
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
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError("this is not valid TOML", where=name, why=str(error),
                            next_step="Mend the line it names") from error


# --------------------------------------------------------------------------------------------------------- schemes
def _scheme_files(home: Home, target: str, file: str, text: str) -> dict[str, str]:
    """The files to write: the version itself; the one before it, ended; and all shipped versions, once one of the
    authority's own takes their place."""
    name = file or f"schemes/{target}.toml"
    first = _begins(name, target, _raw(name, text))
    own = {each: held for each, held in own_files(home, "schemes") if _is(held, target)}
    files = {} if own else {each: held for each, held in shipped_files("schemes") if _is(held, target)}
    versions = {each: _raw(each, held) for each, held in (own or files).items()}
    same = next((each for each, raw in versions.items() if raw["valid_from"] == first), None)
    for each, raw in versions.items():
        last = raw.get("valid_to")
        if each != same and raw["valid_from"] < first and (last is None or last >= first):
            files[each] = _ended((own or files)[each], first - ONE_DAY)
    others = {each for each, _ in own_files(home, "schemes")} - own.keys()
    fresh = f"schemes/{target}.toml" if not versions else f"schemes/{target}-{first}.toml"
    while same is None and (fresh in others or fresh in versions):
        fresh = fresh.replace(".toml", "-x.toml")
    return files | {same or fresh: text}


def _begins(name: str, target: str, raw: Mapping[str, Any]) -> date:
    if raw.get("id") != target:
        raise RulebookError(f"this is a draft of the scheme '{target}', and the text says '{raw.get('id')}'",
                            where=f"{name}: id", next_step="Write the id as it was, or begin a draft of the other")
    first = raw.get("valid_from")
    if not isinstance(first, date) or hasattr(first, "hour"):
        raise RulebookError("this is not a day", where=f"{name}: valid_from",
                            next_step="Write 2013-01-31, without quotes")
    return first


def _is(text: str, target: str) -> bool:
    try:
        return tomllib.loads(text).get("id") == target
    except tomllib.TOMLDecodeError:
        return False


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
    for files in (own_files(home, "indicators"), shipped_files("indicators")):
        text = dict(files).get(file, "")
        if text and name in _raw(file, text):
            return file, _only(text, name)
    raise RulebookError(f"there is no indicator '{target}'", next_step=suggest(target, sorted(catalogue(home))))


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
        raise RulebookError(f"this is a draft of '{target}', and the text defines: {', '.join(raw) or 'nothing'}",
                            where=file, next_step=f"Write one definition, under [{name}]")
    (found,) = parse_indicators(stem, text, schema_of_kinds())
    held = dict(own_files(home, "indicators")).get(file, "")
    written = _spliced(held, name, text) if held else text
    figures = catalogue(home) | {target: found}
    own = own_files(home, "schemes")
    return Planned({file: written}, None, found, schemes_in(shipped_files("schemes"), own, figures=figures))


def _spliced(held: str, name: str, text: str) -> str:
    """``held`` with the definition ``name`` as ``text`` writes it: in its place, or at the end."""
    wanted = {**tomllib.loads(held), **tomllib.loads(text)}
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
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise RulebookError("this is not valid TOML", why=str(error), next_step="Mend the line it names") from error

