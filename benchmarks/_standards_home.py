"""A home with a register of made standards, taken in and indexed as anybody would, for several measurements."""

from __future__ import annotations

from pathlib import Path

from benchmarks import _homes, _measure, _standards_made

CATALOGUE = "made.jsonl"


def filled(shared: str, place: str, scratch: Path, standards: int) -> Path:
    """The home, which is read and not changed: that of ``place`` if it is there, else a kept or new one."""
    if place and (Path(place) / "home").exists():
        return Path(place) / "home"
    return _homes.kept(place or shared, "home" if place else f"standards-{standards}",
                       lambda home: _fill(home, standards), scratch)


def _fill(home: Path, standards: int) -> None:
    _measure.plumb("init", home=home)
    catalogue = _standards_made.write(home.with_name(f"{home.name}-{CATALOGUE}"), standards)
    take_in(catalogue, home)
    catalogue.unlink()
    _measure.plumb("search", "--rebuild", home=home)


def take_in(catalogue: Path, home: Path) -> dict[str, float]:
    """What the import of ``catalogue`` into ``home`` took."""
    return _measure.plumb("standards", "import", str(catalogue), "--format", "relaton", "--catalogue", "made",
                          home=home)
