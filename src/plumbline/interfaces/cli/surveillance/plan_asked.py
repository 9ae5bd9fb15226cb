"""What is asked about sampling plans, checked and answered as documents."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from plumbline.errors import IntakeError, MethodError
from plumbline.interfaces.cli.surveillance import plan_values as values
from plumbline.methods.surveillance import acceptance, plan_finding
from plumbline.methods.surveillance.plan_tables import resolve
from plumbline.methods.surveillance.switching import severities
from plumbline.procedures.common import given_columns
from plumbline.rulebook.surveillance.plan_tables import SEVERITIES, master
from plumbline.text import Citation, Text

MOST_LOT = 10_000_000
"""Of a hypergeometric plan: its terms are all summed."""
MOST_STAGES, MOST_NUMBER = 20, 1_000
YES, NO = ("yes", "是"), ("no", "否")
NUMBERS = Text("Give the plan as numbers: plumb plan oc --n 32,32 --ac 1,4 --re 4,5 --p 0.05",
               "请以数字给出抽样方案：plumb plan oc --n 32,32 --ac 1,4 --re 4,5 --p 0.05")
AUDIT = Citation("GB/T 2828.4", status="unverified")
AUDIT_MARK = Text("Computed from the plan's numbers, not read from the tables of GB/T 2828.4.",
                  "依方案数值计算，并非查自GB/T 2828.4的表。")
MOST_REFUSED, MOST_PASSED = 0.05, 0.10
"""The risks GB/T 2828.4 is built on: refusing what is as declared, passing what is at the limit."""


def looked_up(severity: str, level: str, lot: str, aql: str, stages: str, official: bool) -> dict[str, Any]:
    """The plan of the tables. :raises MethodError: for what the tables do not have."""
    asked = severity.strip().lower()
    if asked == "reduced" or stages.strip().lower() in {"double", "multiple"}:
        raise MethodError("plan.not_shipped", Text("reduced, double and multiple plans are not shipped",
                                                   "未附放宽检验及二次、多次抽样方案"),
                          why=Text("Those of ISO 2859-1 differ from MIL-STD-105E, and are not free to give on",
                                   "ISO 2859-1的这些方案与MIL-STD-105E不同，且不得随意转载"), next_step=NUMBERS)
    values.choice("type", stages, ("single",))
    asked = values.choice("severity", severity, SEVERITIES)
    tables = master()
    chosen = values.choice("level", level, tuple(tables.letters.levels))
    size = values.whole("lot", values.text("lot", lot, "5000"), 2)
    column = _column(tables.aqls, values.text("aql", aql, "1.0"))
    code = tables.letters.letter(chosen, size)
    plan = resolve(tables.rows[asked], code, column)
    if plan is None:
        raise MethodError("plan.not_in_table", Text("the table has no plan there", "表中此处没有方案"),
                          next_step=NUMBERS)
    cites = [tables.cites["letters"], tables.cites[asked]]
    status = next((each.status for each in cites if each.status != "verified"), "verified")
    if official and status != "verified":
        raise unofficial(status)
    return {"code": code, "n": plan.n, "ac": plan.ac, "re": plan.re, "inspect_all": plan.n >= size,
            "plan_code": plan.letter, "severity": asked, "level": chosen, "lot": size, "aql": tables.aqls[column],
            "cites": [each.as_dict() for each in cites], "status": status}


def characteristic(n: list[str], ac: list[str], re: list[str], k: str, dist: str, p: str, lot: str, dql: str, lqr: str,
                   official: bool) -> dict[str, Any]:
    """The probability of acceptance, and the risks of an audit where a declared quality level is given.
    :raises MethodError: for a plan that is none."""
    dist = values.choice("dist", dist, (*acceptance.ATTRIBUTES, *acceptance.VARIABLES))
    most = values.MOST if dist == acceptance.POISSON else 1
    units = _lot(dist, lot)

    def accepts(quality: float) -> float:
        if dist in acceptance.VARIABLES:
            return acceptance.variables(sample, limit, quality, dist)
        return acceptance.attributes(plan, quality, dist, units)

    if dist in acceptance.VARIABLES:
        sample, limit = _by_variables(n, ac, re, k, dist)
    else:
        plan = _stages(n, ac, re, k, dist, units)
    declared = values.number("dql", dql, 0, most) if dql.strip() else None
    if not p.strip() and declared is not None:
        p = dql
    found: dict[str, Any] = {"pa": accepts(values.number("p", values.text("p", p, "0.05"), 0, most))}
    if declared is None:
        if lqr.strip():
            raise values.missing("dql", "0.02")
        return found
    if official:
        raise unofficial(AUDIT.status)
    ratio = values.number("lqr", values.text("lqr", lqr, "4"), 1, values.MOST)
    if declared * ratio > most:
        raise MethodError("option.outside", Text("the declared level times the ratio is above 1",
                                                 "声称质量水平与极限质量比之积大于1"), where="--lqr",
                          next_step=Text("Correct one of them", "请更正其中一项"))
    refuses, passes = 1 - accepts(declared), accepts(declared * ratio)
    found["audit"] = {
        "dql": declared, "lqr": ratio, "limiting": declared * ratio, "refuses_declared": refuses,
        "passes_limiting": passes, "within": refuses <= MOST_REFUSED and passes <= MOST_PASSED, "computed": True,
        "marked": AUDIT_MARK.as_dict(), "cites": [AUDIT.as_dict()], "status": AUDIT.status}
    return found


def smallest(prp: list[str], crp: list[str], dist: str, lot: str) -> dict[str, Any]:
    """The smallest plan that keeps both points. :raises MethodError: where there is none, or the points are crossed."""
    dist = values.choice("dist", dist, (*acceptance.ATTRIBUTES, *acceptance.VARIABLES))
    for name, given, example in (("prp", prp, ".05,.95"), ("crp", crp, ".15,.075")):
        if not any(each.strip() for each in given):
            raise values.missing(name, example)
    most = values.MOST if dist == acceptance.POISSON else 1
    producer, consumer = values.point("prp", prp, most), values.point("crp", crp, most)
    if producer[0] >= consumer[0] or producer[1] <= consumer[1]:
        raise MethodError("plan.points_crossed", Text(
            "the consumer's point must have the worse quality and the smaller probability of acceptance",
            "使用方风险点的质量水平应更差，接收概率应更小"), where="--crp",
            next_step=Text("Exchange the two points", "请对调两个风险点"))
    units = _lot(dist, lot)
    if dist in acceptance.VARIABLES:
        n, k = (plan_finding.known if dist == acceptance.NORMAL_KNOWN else plan_finding.unknown)(producer, consumer)
        _within(n, units)
        return {"n": n, "k": k, "pa_prp": acceptance.variables(n, k, producer[0], dist),
                "pa_crp": acceptance.variables(n, k, consumer[0], dist)}
    n, c = plan_finding.by_attributes(producer, consumer, dist, units)
    _within(n, units)
    return {"n": n, "c": c, "re": c + 1, "pa_prp": acceptance.at_most(c, n, producer[0], dist, units),
            "pa_crp": acceptance.at_most(c, n, consumer[0], dist, units)}


def judged(file: Path, encoding: str = "") -> dict[str, Any]:
    """The severity of each lot, and of the next. :raises IntakeError: for a file that does not say it."""
    table = given_columns.read(file, (("lot", "批"), ("accepted", "接收")), encoding)
    lots, said = (each.to_pylist() for each in table.values)
    accepted: list[bool] = []
    known: set[str] = set()
    for place, each in enumerate(said):
        if not lots[place] or lots[place] in known:
            raise _not_one(lots[place], table.place(place))
        known.add(lots[place])
        if each.lower() not in (*YES, *NO):
            raise IntakeError("plan.not_accepted",
                              Text(f"'{each}' is neither yes nor no", f"“{each}”既不是yes也不是no"),
                              where=table.place(place), next_step=Text("Write yes or no", "请填写yes或no"))
        accepted.append(each.lower() in YES)
    found = list(severities(accepted))
    return table.told({"lots": [{"lot": lot, "severity": each} for lot, each in zip(lots, found[:-1], strict=True)],
                       "next": found[-1]})


def _not_one(lot: str, where: Text) -> IntakeError:
    """That a row names no lot, or one that another row is of."""
    why = Text("Lots are counted as they came to original inspection; one that is presented again counts for nothing",
               "严格度按各批初次检验计数，再次提交的批不计")
    if not lot:
        return IntakeError("plan.lot_unnamed", Text("the row names no lot", "该行没有写明批"), where=where, why=why,
                           next_step=Text("Name each lot", "请写明各批"))
    return IntakeError("plan.lot_twice", Text(f"the lot '{lot}' is there twice", f"批“{lot}”重复"), where=where,
                       why=why, next_step=Text("Keep the row of its original inspection",
                                               "请只保留初次检验的一行"))


def unofficial(status: str) -> MethodError:
    """That what is asked for an official act is not verified."""
    return MethodError("plan.unverified", Text(f"for an official act this is not good enough: it is {status}",
                                               "不得用于正式事项：该内容未经核实"),
                       where="--official", next_step=Text("Check it with the standard, or leave --official out",
                                                          "请与标准核对，或去掉--official"))


def _column(aqls: tuple[str, ...], given: str) -> int:
    try:
        wanted = Decimal(given)
        if not wanted.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise MethodError("option.not_number", Text(f"'{given}' is not a number", f"“{given}”不是数字"), where="--aql",
                          next_step=Text("Write digits and a point, such as 1.0",
                                         "请用数字和小数点填写，例如1.0")) from None
    known = [Decimal(each) for each in aqls]
    if wanted in known:
        return known.index(wanted)
    beside = [*(each for each in aqls if Decimal(each) < wanted)][-1:] + [
        *(each for each in aqls if Decimal(each) > wanted)][:1]
    raise MethodError("plan.aql_unknown", Text(f"the table has no AQL {given}", f"表中没有AQL {given}"), where="--aql",
                      next_step=Text(f"Take a neighbour: {' or '.join(beside)}", f"可取相邻的值：{'或'.join(beside)}"))


def _lot(dist: str, lot: str) -> int:
    if dist == acceptance.HYPERGEOMETRIC:
        return values.whole("lot", values.text("lot", lot, "1000"), 2, MOST_LOT)
    return values.whole("lot", lot, 2) if lot.strip() else 0


def _by_variables(n: list[str], ac: list[str], re: list[str], k: str, dist: str) -> tuple[int, float]:
    if any(each.strip() for each in (*ac, *re)):
        raise MethodError("plan.numbers_of_other", Text("a plan by variables has no --ac and no --re",
                                                        "计量抽样方案没有--ac和--re"),
                          where="--ac", next_step=Text("Give --n and --k", "请给出--n和--k"))
    sample = values.whole("n", values.text("n", ",".join(n), "26"), 2 if dist == acceptance.NORMAL_UNKNOWN else 1)
    return sample, values.number("k", values.text("k", k, "1.5"), -1000, 1000)


def _stages(n: list[str], ac: list[str], re: list[str], k: str, dist: str, lot: int) -> acceptance.Stages:
    if k.strip():
        raise MethodError("plan.numbers_of_other", Text("a plan by attributes has no --k", "计数抽样方案没有--k"),
                          where="--k", next_step=Text("Give --n and --ac", "请给出--n和--ac"))
    for name, given, example in (("n", n, "80"), ("ac", ac, "7")):
        if not any(each.strip() for each in given):
            raise values.missing(name, example)
    sizes = [values.whole("n", each, 1) for each in values.parts(n)]
    most = max(values.MOST if len(sizes) == 1 else MOST_NUMBER, 1)
    below = [-1 if each == "#" else values.whole("ac", each, 0, most) for each in values.parts(ac)]
    if any(each.strip() for each in re):
        above = [values.whole("re", each, 1, most + 1) for each in values.parts(re)]
    elif len(sizes) == 1:
        above = [each + 1 for each in below]
    else:
        raise values.missing("re", "4,5")
    if not len(sizes) == len(below) == len(above) or len(sizes) > MOST_STAGES:
        raise MethodError("plan.stages_differ", Text("--n, --ac and --re must name the same stages, at most "
                                                     f"{MOST_STAGES}",
                                                     f"--n、--ac与--re的级数应相同，最多{MOST_STAGES}级"),
                          where="--ac", next_step=Text("Give one number for each stage", "请为每一级各给一个数"))
    _sound(sizes, below, above, dist, lot)
    return acceptance.Stages(tuple(sizes), tuple(below), tuple(above))


def _sound(sizes: list[int], below: list[int], above: list[int], dist: str, lot: int) -> None:
    """:raises MethodError: for numbers that are no plan."""
    if any(ac >= re for ac, re in zip(below, above, strict=True)):
        raise MethodError("plan.ac_not_below_re", Text("an acceptance number must be below its rejection number",
                                                       "接收数应小于拒收数"), where="--re",
                          next_step=Text("Correct one of them", "请更正其中一项"))
    if above[-1] != below[-1] + 1:
        raise MethodError("plan.undecided", Text("the last stage must decide: its rejection number is one above its "
                                                 "acceptance number", "末级必须作出判定：拒收数应比接收数大1"),
                          where="--re", next_step=Text(f"Write {below[-1] + 1} as the last",
                                                       f"末级请写{below[-1] + 1}"))
    if below != sorted(below) or above != sorted(above):
        raise MethodError("plan.falling", Text("acceptance and rejection numbers count over the stages and cannot fall",
                                               "接收数与拒收数按各级累计，不得减小"), where="--ac",
                          next_step=Text("Give numbers that count all stages so far", "请填写截至该级的累计数"))
    drawn = [sum(sizes[:place + 1]) for place in range(len(sizes))]
    if dist != acceptance.POISSON and any(ac > units for ac, units in zip(below, drawn, strict=True)):
        raise MethodError("plan.ac_above_n", Text("an acceptance number is larger than the sample", "接收数大于样本量"),
                          where="--ac", next_step=Text("Correct it; nonconformities a unit are --dist=poisson",
                                                       "请更正；按每单位不合格数计的，请用--dist=poisson"))
    _within(drawn[-1], lot)


def _within(drawn: int, lot: int) -> None:
    """:raises MethodError: if more is drawn than the lot has, where one is given."""
    if lot and drawn > lot:
        raise MethodError("plan.sample_over_lot", Text(f"{drawn} units are drawn from a lot of {lot}",
                                                       f"批量为{lot}，却抽取{drawn}个单位"), where="--lot",
                          next_step=Text("Correct the sample or the lot", "请更正样本量或批量"))
