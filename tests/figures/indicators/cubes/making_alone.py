"""What a process of its own asks: the figure whose cube two make at once."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def make(place: Path) -> None:
    """Ask for one figure of every region, and print the values."""
    os.environ["PLUMBLINE_HOME"] = str(place)
    os.environ["DJANGO_SETTINGS_MODULE"] = "plumbline.interfaces.settings"
    import django

    django.setup()
    from plumbline.figures.cuts.cut import open_cut
    from plumbline.figures.indicators.compute import figures
    from plumbline.figures.indicators.cubes.using import using
    from plumbline.home import Home
    from tests.figures import small
    from tests.figures.judging.worlds import SCHEMA

    with using(least=0, any_definition=True):
        found = figures(open_cut(Home(place)), small.indicators()["rate"], "2012-Q1", schema=SCHEMA)
    sys.stdout.write(json.dumps({code: str(each.value) for code, each in found.items()}))
