"""Inspector groups of a table, or of the home, compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plumbline.interfaces.cli.surveillance import plan_values as values
from plumbline.procedures.surveillance import inspector_effect


def compared(file: Path | None, strata: str, failing: list[str], level: str, region: str, period: str, as_: str,
             encoding: str, home: Path | None) -> dict[str, Any]:
    """The document of the groups. :raises PlumblineError: for options, files and people that are not right."""
    divided = [each for each in values.parts([strata]) if each]
    confidence = values.number("level", level, 0, 1, open_ends=True)
    if file is not None:
        if not divided:
            raise values.missing("strata", "risk_class,facility_type")
        return inspector_effect.of_table(file, divided, values.parts(failing), confidence, encoding)
    for name, given, example in (("region", region, "CHI"), ("period", period, "2013")):
        values.text(name, given, example)
    from plumbline.interfaces.cli.core import asker, boot

    boot.start(home)
    return inspector_effect.of_records(asker.person(as_), region.strip(), period.strip(),
                                       divided or inspector_effect.STRATA, confidence)
