"""What is refused in a sample's life, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plumbline.errors import RecordError
from plumbline.text import Text, written_day


def _days(day: date) -> tuple[str, str]:
    return written_day(day, "en"), written_day(day, "zh")


def not_yet(field: str, day: date) -> RecordError:
    """The day lies in the future."""
    en, zh = _days(day)
    return RecordError("sample.not_yet", Text(f"{en} has not come yet", f"{zh}尚未到来"), where=field,
                       next_step=Text("Write the day on which it was done", "请填写实际办理日期"))


def lot_of_another(lot: str, product: str) -> RecordError:
    """The register knows the lot as one of another product."""
    return RecordError("sample.lot_of_another", Text(
        f"the lot '{lot}' is one of the product '{product}', and another product is named",
        f"批次“{lot}”登记的产品是“{product}”，与所填产品不符"), where="lot",
        next_step=Text("Name its product, or the right lot", "请更正产品或批次"))


def backup_without_day() -> RecordError:
    """A backup is set aside, and nobody says until when it is kept."""
    return RecordError("sample.backup_without_day", Text("a backup is kept until a day, and none is named",
                                                         "留有备样，但未填写保存期限"), where="keep_until",
                       next_step=Text("Write the last day on which it is kept", "请填写备样保存的最后一日"))


def backup_day_before(day: date, taken: date) -> RecordError:
    """The backup would be kept until a day before it was taken."""
    (en, zh), (taken_en, taken_zh) = _days(day), _days(taken)
    return RecordError("sample.backup_day_before", Text(
        f"the backup would be kept until {en}, and the sample was taken on {taken_en}",
        f"备样保存期限{zh}早于抽样日期{taken_zh}"), where="keep_until",
        next_step=Text("Write the last day on which it is kept", "请填写备样保存的最后一日"))


def before_sample(day: date, taken: date) -> RecordError:
    """A test of a sample on a day on which there was no sample yet."""
    (en, zh), (taken_en, taken_zh) = _days(day), _days(taken)
    return RecordError("sample.result_before_sample", Text(
        f"it was tested on {en}, and the sample was taken on {taken_en}", f"检验日期{zh}早于抽样日期{taken_zh}"),
        where="tested_on", next_step=Text("Look at the day in the report, and at that of the sampling sheet",
                                          "请核对检验报告和抽样单上的日期"))


def parameters_untested(parameters: Iterable[str]) -> RecordError:
    """The testing would be finished, and what was ordered is not all tested."""
    left = list(parameters)
    return RecordError("sample.parameters_untested", Text(
        f"not tested yet: {', '.join(left)}" if left else "no result stands here yet",
        f"尚无结果的检验项目：{'、'.join(left)}" if left else "尚未填写任何检验结果"), where="parameters",
        next_step=Text("Write their results; of what was not judged, that it is reported only",
                       "请先填写各项结果；不作判定的，选择“仅报告数据”"))


def verdict_differs(failed: Iterable[str]) -> RecordError:
    """The verdict on the whole is not that of its parameters."""
    bad = list(failed)
    return RecordError("sample.verdict_differs", Text(
        f"the sample passes, and these fail: {', '.join(bad)}" if bad else "the sample fails, and no parameter does",
        f"综合判定为合格，而下列项目不合格：{'、'.join(bad)}" if bad else "综合判定为不合格，而各单项均未判不合格"),
        where="verdict", next_step=Text("Write the verdict of the report, or the parameter that is missing",
                                        "请按检验报告更正综合判定或单项判定"))


def same_laboratory(laboratory: str, portion: str) -> RecordError:
    """The backup would be tested by who tested the sample."""
    return RecordError("sample.same_laboratory", Text(
        f"'{laboratory}' had the portion {portion} already, and a confirming test is made by another laboratory",
        f"检验机构“{laboratory}”已承检样品{portion}，复检应由其他机构承担"), where="laboratory",
        next_step=Text("Name another laboratory", "请另选检验机构"))


def no_retest() -> RecordError:
    """The backup leaves its place only for a confirming test that was granted."""
    return RecordError("sample.no_retest", Text("no confirming test was granted, so the backup stays where it is",
                                                "尚未同意复检，备样应继续封存"),
                       next_step=Text("Decide on the objection first", "请先处理异议"))


def kept_still(until: date) -> RecordError:
    """Somebody could still ask for the backup."""
    en, zh = _days(until)
    return RecordError("sample.kept_still", Text(f"the backup is kept until {en}, and what is asked of it is not over",
                                                 f"备样应保存至{zh}，且异议处理尚未结束"),
                       next_step=Text("Release it after that day", "请在保存期满后解除保存"))


def not_tested() -> RecordError:
    """There is no result that a firm could be told."""
    return RecordError("sample.not_tested", Text("no portion is tested yet", "尚无已完成检验的样品"),
                       next_step=Text("Wait for the laboratory, or record its report",
                                      "请等待检验机构报告，或代为录入"))


def seal_undecided(portions: Iterable[str]) -> RecordError:
    """A seal was found broken, and nobody decided what that means."""
    named = list(portions)
    return RecordError("sample.seal_undecided", Text(
        f"the seal of {', '.join(named)} was found broken, and nobody has decided on it",
        f"样品{'、'.join(named)}封条破损，尚未作出处理决定"),
        next_step=Text("Admit the portion with a reason, or write it off", "请说明理由准予检验，或作废该样品"))


def objections_run(until: date | None) -> RecordError:
    """The firm may still object."""
    en, zh = _days(until) if until is not None else ("the last day", "期限届满")
    return RecordError("sample.objections_run", Text(f"the firm may object until {en}", f"企业可在{zh}前提出异议"),
                       next_step=Text("Decide after that day, or once the firm accepts the result",
                                      "请在期满后或企业认可结果后再作决定"))


def objection_late(day: date, until: date) -> RecordError:
    """An objection on paper that came too late."""
    (en, zh), (until_en, until_zh) = _days(day), _days(until)
    return RecordError("sample.objection_late", Text(
        f"the objection came on {en}, and the last day was {until_en}", f"异议于{zh}提出，已超过截止日{until_zh}"),
        where="received_on", next_step=Text("Tell the firm that it came too late", "请告知企业已逾期"))


def retest_waits() -> RecordError:
    """The confirming test is under way."""
    return RecordError("sample.retest_waits", Text("the confirming test is not done", "复检尚未完成"),
                       next_step=Text("Wait for it; where the backup cannot be tested, write it off with the reason",
                                      "请等待复检结果；备样无法复检的，请说明理由作废备样"))


def stands_untested(portion: str) -> RecordError:
    """The decision rests on a portion that was not tested."""
    return RecordError("sample.stands_untested", Text(f"there is no finished test of a portion '{portion[:60]}'",
                                                      f"样品“{portion[:60]}”没有已完成的检验"), where="stands",
                       next_step=Text("Name the portion whose test stands", "请填写作为依据的样品"))


def rule_unfit() -> RecordError:
    """The rule of the decision is not one for what happened."""
    return RecordError("sample.rule_unfit", Text("this rule does not fit what happened here",
                                                 "所选规则与本事项的经过不符"), where="rule",
                       next_step=Text("Look at whether the firm objected, and what became of the backup",
                                      "请核对企业是否提出异议以及备样的处理情况"))


def result_differs(result: str, portion: str) -> RecordError:
    """The decision says something else than the test that it lets stand."""
    return RecordError("sample.result_differs", Text(
        f"the test of {portion} ended otherwise: {result}", f"样品{portion}的检验结论为{_ZH[result]}，与决定不一致"),
        where="result", next_step=Text("Decide as the test that stands says, or let the other one stand",
                                       "请按作为依据的检验结论作决定，或改以另一次检验为准"))


_ZH = {"pass": "合格", "fail": "不合格"}
