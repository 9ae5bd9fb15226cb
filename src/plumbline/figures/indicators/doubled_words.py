"""What is said of a figure whose weights, or numbers, are there twice: see
:mod:`plumbline.figures.indicators.doubled`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plumbline.figures.indicators.doubled import Twice
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text


def refusal(indicator: Indicator, twice: Mapping[Any, Twice], observed: Iterable[Any]) -> Text:
    """Why a weighted figure has no value, as a sentence without its full stop; empty where no layer that is
    ``observed`` has its weight twice."""
    assert indicator.weights is not None
    told = [each for each in (observed if indicator.strata else (None,)) if each in twice]
    if not told:
        return Text()
    layer, found = told[0], twice[told[0]]
    what = Text("number of units", "单位总数") if indicator.weights.population else Text("weight", "权数")
    of = Text(f"layer {layer} has", f"层“{layer}”在") if indicator.strata else Text("there is", "在")
    if found.below.en:
        return Text(f"{of.en} a {what.en} in {found.region.en} and another in {found.below.en}, which lies in it",
                    f"{of.zh}{found.region.say('zh')}及其下的{found.below.say('zh')}都有{what.zh}")
    return Text(f"{of.en} more than one {what.en} in {found.region.en} on {found.day}",
                f"{of.zh}{found.region.say('zh')}{found.day}有不止一个{what.zh}")


def warning(twice: Mapping[Any, Twice]) -> Text:
    """What is said beside a sum in which a region and its parts both count, or a period and its parts; empty where none
    do."""
    found = next(iter(twice.values()), None)
    if found is None:
        return Text()
    if found.whole:
        return Text(f"The numbers of {found.whole} and of {found.part}, which lies in it, are both counted for "
                    f"{found.region.en}.",
                    f"{found.region.say('zh')}{found.whole}的数值与其中{found.part}的数值同时计入。")
    return Text(f"The numbers of {found.region.en} itself and of {found.below.en}, which lies in it, are both counted.",
                f"{found.region.say('zh')}本级的数值与其下{found.below.say('zh')}的数值同时计入。")
