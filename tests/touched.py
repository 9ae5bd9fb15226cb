"""What a change touches: ``python -m tests.touched [tests|packages] [SINCE]`` prints it for ``make quick`` and
``make coverage``. Without ``SINCE`` that is what is not committed yet, and where all is the last commit."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE, TESTS = Path("src/plumbline"), Path("tests")


def git(*words: str) -> list[str]:
    """The lines that git says."""
    said = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [line for line in said.splitlines() if line]


def newest_tag() -> str:
    """The newest tag that this commit follows; empty where there is none."""
    return next(iter(git("tag", "--merged", "HEAD", "--sort=-creatordate")), "")


def changed(since: str = "") -> list[Path]:
    """The files that are not as they were."""
    if since:
        return [Path(line) for line in git("diff", "--name-only", since)]
    now = git("diff", "--name-only", "HEAD") + git("ls-files", "--others", "--exclude-standard")
    return [Path(line) for line in now or git("diff", "--name-only", "HEAD~1")]


def tests_of(paths: Iterable[Path]) -> list[Path]:
    """The files of tests that belong to ``paths``: those of the same name, where there are none those that import the
    module, and else all of its package. Of a file that tests share, the tests beside and below it."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.suffix == ".py":
            found.update(dict.fromkeys(_tests_of(path)))
    return sorted(found)


def _tests_of(path: Path) -> Iterator[Path]:
    if path.is_relative_to(TESTS):
        if path.name.startswith("test_"):
            yield from [path] if (ROOT / path).exists() else []
        elif path.parent != TESTS:
            yield from _below(path.parent, "test_*.py")
    elif path.is_relative_to(SOURCE):
        folder = path.relative_to(SOURCE).parent
        own = [*_below(TESTS / folder, f"test_{path.stem}.py"), *_below(TESTS / folder, f"test_{path.stem}_*.py")]
        yield from own or list(_importing(path)) or _below(TESTS / folder, "test_*.py")


def _below(folder: Path, pattern: str) -> Iterator[Path]:
    yield from (each.relative_to(ROOT) for each in (ROOT / folder).rglob(pattern))


def _importing(path: Path) -> Iterator[Path]:
    package, name = re.escape(".".join(path.relative_to("src").parent.parts)), re.escape(path.stem)
    line = re.compile(rf"^\s*(from {package} import .*\b{name}\b|(from|import) {package}\.{name}\b)", re.MULTILINE)
    yield from (each for each in _below(TESTS, "test_*.py") if line.search((ROOT / each).read_text(encoding="utf-8")))


def packages_of(paths: Iterable[Path]) -> list[str]:
    """The packages of Plumbline that ``paths`` lie in, or that have tests among them."""
    parts = ((path.parts[2] if path.is_relative_to(SOURCE) else path.parts[1]) for path in paths
             if path.suffix == ".py" and (path.is_relative_to(SOURCE) or path.is_relative_to(TESTS)))
    return sorted({part for part in parts if (ROOT / SOURCE / part / "__init__.py").exists()})


def main(what: str = "tests", since: str = "") -> None:
    """Print them, a line each."""
    if what == "packages":
        since = since or newest_tag()
        every = sorted(path.parent.name for path in (ROOT / SOURCE).glob("*/__init__.py"))
        found: list[str] = packages_of(changed(since)) if since else every
    else:
        found = [str(path) for path in tests_of(changed(since))]
    sys.stdout.write("".join(f"{each}\n" for each in found))


if __name__ == "__main__":
    main(*sys.argv[1:])
