"""The steps of a scenario as people write them: a line for each, with its probability, how well that is known, and what
happens.

::

    1/10 | some | The child pulls the cord
    0.02 | judgement | The knot holds
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.surveillance.draw_frames import shown
from plumbline.methods.surveillance.risk import probability_of
from plumbline.text import Text

JUDGEMENT, SOME, STRONG = "judgement", "some", "strong"
STRENGTHS = {
    JUDGEMENT: Text("judgement", "主观判断"), SOME: Text("some evidence", "一定证据"),
    STRONG: Text("strong evidence", "充分证据"),
}
"""How well a probability is known, from the weakest."""
_WRITTEN = {spelling: code for code, title in STRENGTHS.items() for spelling in (code, title.en, title.zh)}
BAR = "|"
MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """What has to happen: ``written`` is its ``probability`` as somebody wrote it, ``strength`` how well it is
    known, ``what`` the words for it."""

    written: str
    probability: Fraction
    strength: str
    what: str


def steps_of(text: str) -> tuple[Step, ...]:
    """The steps that ``text`` writes, a line for each; lines without a sign are left out.

    :raises MethodError: naming the first step at fault: no probability, 0 or above 1, no strength, too many steps.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise MethodError("risk.no_step", Text("the scenario has no step", "该情景没有步骤"), next_step=Text(
            "Give the probability of each thing that has to happen", "请给出各步骤发生的概率"))
    if len(lines) > MOST_STEPS:
        raise MethodError("risk.too_many_steps", Text(f"there are {len(lines)} steps, and a scenario has at most "
                                                      f"{MOST_STEPS}",
                                                      f"共有{len(lines)}个步骤，每个情景最多{MOST_STEPS}个"),
                          next_step=Text("Put together what happens at once", "请将同时发生的步骤合并"))
    return tuple(_step(line, number) for number, line in enumerate(lines, start=1))


def written(steps: Sequence[tuple[str, str, str]]) -> str:
    """The text of steps given as probability, strength and words; those that say nothing are left out."""
    kept = [[part.replace(BAR, "/").replace("\n", " ").strip() for part in step] for step in steps]
    return "\n".join(f" {BAR} ".join(step) for step in kept if step[0] or step[2])


def weakest(steps: Sequence[Step]) -> str:
    """The weakest strength among ``steps``: a product is known no better than its worst factor."""
    return min((each.strength for each in steps), key=list(STRENGTHS).index)


def _step(line: str, number: int) -> Step:
    parts = [part.strip() for part in line.replace("｜", BAR).split(BAR, 2)]
    place = Text(f"step {number}", f"步骤{number}")
    try:
        probability = probability_of(parts[0])
    except MethodError as error:
        raise MethodError.of(error, where=place) from error
    strength = _WRITTEN.get(parts[1] if len(parts) > 1 else "")
    if strength is None:
        raise MethodError("risk.no_strength", Text(
            f"{shown(parts[1]) if len(parts) > 1 else 'nothing'} says how well the probability is known",
            f"未写明证据强度{shown(parts[1]) if len(parts) > 1 else ''}"), where=place,
            why=Text("Whoever reviews it must know what rests on evidence, and what on judgement",
                     "复核人须了解哪些概率有证据，哪些出于判断"),
            next_step=suggest(parts[1] if len(parts) > 1 else "", tuple(STRENGTHS)))
    return Step(parts[0], probability, strength, parts[2] if len(parts) > 2 else "")
