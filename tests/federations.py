"""A province above three counties, each an instance with a home of its own, made by the commands."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plumbline.figures.joint.packages import DOCUMENT
from plumbline.procedures.common.archive import Reader, Writer
from tests.commands import well

COUNTIES = ("a", "b", "c")
EACH = {"a": 10, "b": 20, "c": 30}
HEAD = "code,name_en,name_zh,level,parent,valid_from"
SECRET_GROUP = "group-nobody-outside-may-know"


def regions(county: str = "") -> str:
    """The province's tree of counties, or one county with its two towns."""
    if not county:
        rows = ["p,Province,省,province,,1900-01-01",
                *(f"{one},County {one},县{one},county,p,1900-01-01" for one in COUNTIES)]
    else:
        rows = [f"{county},County {county},县{county},county,,1900-01-01",
                *(f"{county}{at},Town {county}{at},镇{county}{at},township,{county},1900-01-01" for at in (1, 2))]
    return "\n".join([HEAD, *rows, ""])


def inspections(county: str, count: int, first: int = 1) -> str:
    """Inspections under numbers that every county uses; one in five failed."""
    rows = [f"{at},{county}{at % 2 + 1},2013-{at % 12 + 1:02d}-03,canvass,{'fail' if at % 5 == 0 else 'pass'},high,0,"
            f"{SECRET_GROUP},E{at % 3}" for at in range(first, first + count)]
    head = "number,region,inspected_on,purpose,result,risk_class,critical_count,inspector_group,establishment"
    return "\n".join([head, *rows, ""])


def take(home: Path, kind: str, text: str) -> None:
    """Import ``text`` as records of ``kind``."""
    file = home.parent / f"{home.name}-{kind}.csv"
    file.write_text(text, encoding="utf-8")
    done = well("import", kind, file, home=home)
    assert done["quarantined"] == 0, done["faults"]


def name_of(county: str) -> str:
    """The instance's name."""
    return f"county-{county}"


@dataclass(frozen=True)
class Federation:
    """Where everything lies: ``packages`` by county, all from the first cuts."""

    place: Path

    def home(self, name: str) -> Path:
        """The home of a county, or of the province, ``p``."""
        return self.place / name

    def package(self, county: str) -> Path:
        """What a county exported."""
        return self.place / f"{county}.zip"


def build(place: Path) -> Federation:
    """Counties with records, cuts and packages; a province that trusts all three and has received nothing yet."""
    here = Federation(place)
    well("init", "--instance", "province", "--region", "p", home=here.home("p"))
    take(here.home("p"), "region", regions())
    for county in COUNTIES:
        home = here.home(county)
        well("init", "--instance", name_of(county), "--region", county, home=home)
        take(home, "region", regions(county))
        take(home, "inspection", inspections(county, EACH[county]))
        well("cut", home=home)
        well("cut", "export", "latest", here.package(county), home=home)
        key = well("key", "show", home=home)["key"]
        well("trust", "add", name_of(county), key, "--region", county, home=here.home("p"))
    return here


def copied(federation: Federation, target: Path) -> Federation:
    """A federation to be spoiled."""
    shutil.copytree(federation.place, target)
    return Federation(target)


def repacked(package: Path, target: Path, change: Callable[[Path, dict[str, Any]], None]) -> Path:
    """A package whose files were changed by somebody who can make archives, and who has no key."""
    folder = target.with_suffix(".folder")
    folder.mkdir()
    with Reader(package, "plumbline-package/1") as archive:
        about = {name: value for name, value in archive.about.items() if name != "files"}
        for name in archive.files:
            (folder / name).write_bytes(b"".join(archive.pieces(name)))
    document = json.loads((folder / DOCUMENT).read_bytes())
    change(folder, document)
    writer = Writer(target)
    for path in sorted(folder.iterdir()):
        writer.add(path.name, path)
    writer.close(about)
    return target


def members(package: Path) -> list[str]:
    """The names inside a package."""
    with zipfile.ZipFile(package) as archive:
        return sorted(archive.namelist())
