"""The schemes in force in a home, and whom one of them can assess."""

from __future__ import annotations

from plumbline.errors import FigureError, RulebookError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.scoring.refusals import none_there
from plumbline.rulebook.core.cache import kept
from plumbline.rulebook.core.faults import Loaded
from plumbline.rulebook.schemes.loading import load_schemes
from plumbline.rulebook.schemes.schemes import Scheme
from plumbline.text import Text


@kept("schemes", "indicators")
def schemes_of(home: Home | None) -> Loaded[tuple[Scheme, ...]]:
    """Every scheme in force in ``home``, its versions in order; files that cannot be used are told as ``faults``."""
    return load_schemes(home, catalogue(home))


def whole(scheme: Scheme) -> None:
    """:raises RulebookError: if nobody can be scored by ``scheme``, since the text it cites leaves points out."""
    if scheme.unpublished:
        first, more = [item.id for item in scheme.unpublished[:5]], len(scheme.unpublished) > 5
        raise RulebookError("assess.partial", Text("nobody can be assessed by this scheme: it is partial",
                                                   "该方案内容不全，不能据以考核"), where=scheme.file,
                            why=Text(f"{scheme.partial.en} Items without points: {', '.join(first)}"
                                     f"{', …' if more else ''}",
                                     f"{scheme.partial.say('zh')}未列分值的考核项："
                                     f"{'、'.join(first)}{'等' if more else ''}"),
                            next_step=Text("Copy the file into rulebook/schemes of the data directory and write the "
                                           "points and rules of your authority",
                                           "请将该文件复制到数据目录的rulebook/schemes中，并写入本机关的分值和评分规则"))


def assessed(scheme: Scheme, tree: TreeAt, cut: Cut) -> tuple[str, ...]:
    """The regions that ``scheme`` assesses. :raises FigureError: if ``tree``, which is that of ``cut``, has none."""
    regions = scheme.assessed(tree)
    if not regions:
        raise FigureError("assess.no_regions", none_there(scheme, tree.day),
                          where=Text(f"cut {cut.id}", f"快照{cut.id}"),
                          why=Text(f"The scheme '{scheme.id}' assesses those regions",
                                   f"方案“{scheme.id}”考核这些地区"),
                          next_step=Text("Import the regions, and freeze a cut anew", "请导入地区，再冻结新的快照"))
    return regions
