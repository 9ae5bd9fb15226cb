"""The habits of the house that a machine can hold: small files, small data, nothing of our own machines."""

from __future__ import annotations

import ast
import re
import statistics

import pytest

from tests.house.files import PACKAGE, name_of, text_of, tracked
from tests.needs import ROOT

TESTS = ROOT / "tests"
LONGEST = 500
MEDIAN = 100
CHICAGO_BYTES = 4_000_000
ONE_FILE_BYTES = 500_000   # of anything else that ships: an icon, a style sheet, a rulebook file

# One letter of each stands in brackets, so that this file does not find itself.
MACHINE = {
    "a user's folder": r"(?<![\w.~$})])/(?:[h]ome|[U]sers)/[a-z]",
    "the administrator's folder": r"(?<![\w.])/[r]oot/",
    "a workplace": r"(?<![\w.])/[w]ork/",
    "a Windows profile": r"[A-Z]:\\+[U]sers\\",
    "a local mirror": r"/[o]pt/(?:pypi|wheels)|[f]ile:///",
}
REGISTRIES = {
    "the Python index": r"[p]ypi\.|[p]ythonhosted",
    "npm": r"[n]pmjs|[u]npkg\.com|[j]sdelivr",
    "containers": r"[d]ocker\.io|[g]hcr\.io|[q]uay\.io",
    "conda": r"[a]naconda\.(?:org|com)",
    "Debian": r"[d]eb\.debian|[a]rchive\.ubuntu",
}


def sources():
    return [path for path in tracked() if path.suffix == ".py" and PACKAGE in path.parents]


def length(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def findings(text: str, patterns: dict[str, str]) -> list[str]:
    return [f"{what}: {found.group()!r}" for what, pattern in patterns.items()
            if (found := re.search(pattern, text))]


def test_no_source_file_is_long():
    lengths = {name_of(path): length(path) for path in sources()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_source_files_are_mostly_short():
    # Empty package files would flatter the median.
    assert statistics.median(lines for path in sources() if (lines := length(path)) > 3) < MEDIAN


def test_nothing_names_a_machine_or_a_registry():
    found = {}
    for path in tracked():
        text = text_of(path)
        if text is not None and (names := findings(text, MACHINE | REGISTRIES)):
            found[name_of(path)] = names
    assert found == {}


@pytest.mark.parametrize("planted", [
    "cd /h~ome/alex/plumbline", "open('/r~oot/x')", "see /w~ork/main", "C:\\U~sers\\alex", "f~ile:///srv/wheels",
    "index-url = https://p~ypi.org/simple", "image: g~hcr.io/x",
])
def test_a_planted_machine_or_registry_is_found(planted):
    assert len(findings(planted.replace("~", ""), MACHINE | REGISTRIES)) == 1


@pytest.mark.parametrize("innocent", [".home/demo", "--home DIR", "/tmp/x", "/usr/bin/env bash", "$(pwd)/home/demo",
                                      "https://example.org/home/page", "docs/work/plan"])
def test_innocent_paths_pass(innocent):
    assert findings(innocent, MACHINE | REGISTRIES) == []


def shipped_data():
    return [path for path in tracked() if PACKAGE in path.parents and path.suffix != ".py"]


def test_the_chicago_world_is_small():
    world = PACKAGE / "worlds" / "chicago"
    assert 0 < sum(path.stat().st_size for path in shipped_data() if world in path.parents) < CHICAGO_BYTES


def test_other_shipped_files_are_small():
    worlds = PACKAGE / "worlds"
    sizes = {name_of(path): path.stat().st_size for path in shipped_data() if worlds not in path.parents}
    assert {name: size for name, size in sizes.items() if size > ONE_FILE_BYTES} == {}


def test_every_world_has_its_line_in_the_provenance():
    page = (ROOT / "docs" / "provenance.md").read_text(encoding="utf-8")
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    records = [path for path in shipped_data() if path.suffix == ".gz"]
    missing = [name_of(path) for path in records
               if path.relative_to(PACKAGE).as_posix() not in page or name_of(path) not in notice]
    assert missing == []


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text) > 11_000


def test_a_fixture_is_found_and_not_imported():
    """An imported fixture comes without those it rests on; the nearest ``conftest.py`` hands out all of them."""
    fixtures, imported = {}, {}
    for path in sorted(TESTS.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        fixtures[module] = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)
                            and any("fixture" in ast.unparse(mark) for mark in node.decorator_list)}
        imported[module] = [(node.module, name.name) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
                            for name in node.names]
    found = [f"{module} imports {name} of {origin}" for module, names in imported.items() for origin, name in names
             if name in fixtures.get(origin, ())]
    assert found == []


# Who reads a document otherwise: what they say of its faults, or both ends of it are ours.
OWN_READERS = {
    "documents.py", "rulebook/core/toml_text.py", "interfaces/api/core/bodies.py",  # say which fault it is
    "records/intake/reading/jsonlines.py", "interfaces/web/assessment/drafts/editor/writing.py",  # read once already
    "procedures/assessment/drafts/rules.py", "procedures/operations/transfer_setting.py",
    "records/evidence/scanning/sandbox.py", "records/intake/staging/staging_process.py",  # a process we started
    "records/intake/staging/writing_process.py", "records/core/beside/writer.py",
    "records/intake/drafts/naming.py", "rulebook/core/vocabularies.py", "rulebook/core/error_codes.py",  # shipped
    "worlds/__init__.py", "interfaces/cli/core/tree.py",
}
READS = re.compile(r"\b(?:json|tomllib)\.loads?\(")


def test_documents_are_read_in_one_place() -> None:
    found = {path.relative_to(PACKAGE).as_posix() for path in sources() if READS.search(path.read_text("utf-8"))}
    assert found == OWN_READERS


# Where a moment is none of this instance's acts, or the day is that of UTC and says so.
IN_UTC = {"records/intake/reading/meaning.py", "records/intake/staging/single.py", "records/intake/books/ods.py",
          "records/intake/books/values.py", "procedures/worlds/watch/draws.py", "procedures/federation/packages.py",
          "interfaces/web/figures/cut_pages.py", "interfaces/cli/surveillance/recall.py"}
DAY_OF = re.compile(r"\.date\(\)|\bdate\.today\(|(?:at|since)['\"]\]\[:10\]|_at:%Y-%m-%d}")


def days_in_utc(text: str) -> list[str]:
    """The lines that take the day of a moment wherever it is kept, not where the authority is."""
    return [line.strip() for line in text.splitlines() if DAY_OF.search(line) and "localtime(" not in line]


def test_the_day_of_a_moment_is_that_of_the_authority():
    """Kept moments are in UTC: from midnight to eight in Shanghai their day is yesterday."""
    found = {name: lines for path in sources()
             if (name := path.relative_to(PACKAGE).as_posix()) not in IN_UTC
             and (lines := days_in_utc(path.read_text(encoding="utf-8")))}
    assert found == {}


@pytest.mark.parametrize("planted", ["on = row.since.date()", "day = date.today()", "print(one['made_at'][:10])",
                                     'f"{moved.begun_at:%Y-%m-%d}"'])
def test_a_planted_day_in_utc_is_found(planted):
    assert days_in_utc(planted) == [planted]
