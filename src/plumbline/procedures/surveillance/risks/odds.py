"""Probabilities and turns of a level as people say them, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from plumbline.methods.surveillance.risk import TIMES, Matrix, Turn
from plumbline.procedures.surveillance.risks.grading import Stated
from plumbline.rulebook.surveillance.risk_files import RiskRules
from plumbline.text import Text, written_number


def odds(probability: Fraction) -> Text:
    """A probability in words: 1 in 500."""
    if probability == 1:
        return Text("certain", "必然发生")
    exact = probability.numerator == 1
    if not exact and probability > Fraction(1, 2):
        return Text(f"{probability.numerator} in {probability.denominator}",
                    f"{probability.denominator}分之{probability.numerator}")
    of = written_number(round(1 / probability))
    return Text(f"{'' if exact else 'about '}1 in {of}", f"{'' if exact else '约'}{of}分之1")


def band(of: Matrix, place: int) -> Text:
    """A band of a matrix in words."""
    above = of.bands[place].above
    if above is not None:
        said = odds(above)
        return Text(f"more than {said.en}", f"大于{said.zh}")
    said = odds(of.bands[place - 1].above or Fraction(1))
    return Text(f"{said.en} or less", f"不大于{said.zh}")


def turn(of: Turn, scenarios: Iterable[Stated], rules: RiskRules) -> Text:
    """What a step that is ten times more or less likely would change, as a sentence."""
    named = next((each.steps[of.step - 1].what for each in scenarios
                  if each.name == of.scenario and len(each.steps) >= of.step), "")
    step = Text(f"“{named}”", f"“{named}”") if named else Text(f"step {of.step}", f"步骤{of.step}")
    level, overall = rules.titles[of.level], rules.titles[of.overall]
    more = of.factor == TIMES
    return Text(
        f"{of.scenario}: were {step.en} ten times {'more' if more else 'less'} likely, it would be {level.en}, and the "
        f"product {overall.en}.",
        f"{of.scenario}：若{step.zh}的概率{'增至10倍' if more else '减至十分之一'}，该情景等级为{level.zh}，产品等级为"
        f"{overall.zh}。")
