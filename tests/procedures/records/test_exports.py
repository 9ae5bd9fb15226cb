"""Records as files, as one person may see them; a file that comes back unchanged changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.shared import periods
from plumbline.procedures.records.exports import export
from plumbline.records.core.kinds import KINDS
from plumbline.records.core.people import Role
from tests.records.samples import Office, inspection, read_csv
from tests.refusals import refuses

SECRET = "a secret group"


@pytest.fixture
def known(office: Office) -> Office:
    office.inspections(inspection(number="=1+1", inspector_group=SECRET), inspection(
        number="2", region="2", inspected_on="2014-05-06", inspector_group=SECRET, address="-1 '@x'"), inspection(
        number="''=3", region="9", licence_from="1850-01-01", serious_count="3"))
    return office


def officer(region: str) -> Any:
    person = get_user_model().objects.create_user(f"officer-{region}", password="a plumb line hangs true")
    Role.objects.create(user=person, name=Role.OFFICER, region=region, column="*")
    return person


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_file_that_comes_back_changes_nothing(known: Office, tmp_path: Path, form: str) -> None:
    user, path = officer("city"), tmp_path / f"out.{form}"
    done = export("inspection", path, form, user=user)
    assert (done.rows, done.bytes, len(done.sha256)) == (3, path.stat().st_size, 64)
    back = known.take("inspection", path)
    assert (back.rows, back.same, back.quarantined) == (0, 3, 0)
    regions = tmp_path / f"regions.{form}"
    assert export("region", regions, form).rows == 5
    assert known.take("region", regions).same == 5


def test_who_sees_what(known: Office, tmp_path: Path) -> None:
    def held(user: Any) -> dict[str, str | None]:
        path = tmp_path / "out.csv"
        export("inspection", path, "csv", user=user, overwrite=True)
        return {row["number"]: row.get("inspector_group") for row in read_csv(path)}

    assert held(None) == {"'=1+1": None, "2": None, "''=3": None}
    assert held(officer("1")) == {"'=1+1": SECRET, "2": "", "''=3": ""}
    assert held(officer("city")) == {"'=1+1": SECRET, "2": SECRET, "''=3": ""}


def test_regions_and_periods(known: Office, tmp_path: Path) -> None:
    def numbers(**asked: Any) -> list[str]:
        export("inspection", tmp_path / "out.csv", "csv", overwrite=True, **asked)
        return [row["number"] for row in read_csv(tmp_path / "out.csv")]

    assert numbers(region="2") == ["2"]
    assert numbers(period=periods.parse("2014")) == ["2"]
    assert len(numbers(region="city")) == 3
    with refuses(RecordError, "export.no_period", "have no day, so no period"):
        export("organisation", tmp_path / "x.csv", "csv", period=periods.parse("2014"))


def test_a_file_that_is_there_stays(known: Office, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    with refuses(RecordError, "disk.file_exists", "there is such a file already"):
        export("inspection", path, "csv")
    with pytest.raises(RecordError, match="there is no format 'pdf'"):
        export("inspection", path, "pdf", overwrite=True)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["out.csv"]
    assert path.read_text() == "mine"


def test_a_kind_that_is_not_public(known: Office, tmp_path: Path) -> None:
    closed = [kind for kind in KINDS.values() if not kind.public]
    assert closed
    for kind in closed:
        with refuses(NotAllowed, "export.not_public", "are not public"):
            export(kind.name, tmp_path / "x.csv", "csv")
        assert export(kind.name, tmp_path / f"{kind.name}.csv", "csv", user=officer("1") if kind is closed[0] else
                      get_user_model().objects.get(username="officer-1")).rows == 0
