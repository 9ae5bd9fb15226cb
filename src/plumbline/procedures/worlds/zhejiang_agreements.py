"""The agreements of the Zhejiang world, what each party owes under them, and a pilot.

Published is that there were three with the national authorities: a cooperation agreement (a branch of a BRICS
research centre for standardisation), a memorandum (accreditation, recognition, supervision, inspection) and a strategic
agreement (a research centre for quality safety), signed on 13 September 2017. Who signed, what was owed until when, and
what came of it is constructed; so is a fourth, to which no national authority is a party, and the pilot."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline.procedures.common.row_files import Row

PROVINCE, NATION = "330000", "100000"
SIGNED, UNTIL = "2017-09-13", "2020-09-12"
OURS, QUALITY, STANDARDISATION, ACCREDITATION = (
    "CONSTRUCTED-PROVINCE", "CONSTRUCTED-NATIONAL-1", "CONSTRUCTED-NATIONAL-2", "CONSTRUCTED-NATIONAL-3")
BODIES = {OURS: ("构造省级主管部门", PROVINCE), QUALITY: ("构造国家主管部门（质量）", NATION),
          STANDARDISATION: ("构造国家主管部门（标准化）", NATION),
          ACCREDITATION: ("构造国家主管部门（认证认可）", NATION)}
CITY = "CONSTRUCTED-CITY-01"
COOPERATION, MEMORANDUM, STRATEGIC, OTHER = (f"CONSTRUCTED-AGREEMENT-{number}" for number in range(1, 5))
AGREEMENTS = (
    (COOPERATION, "构造合作协议：金砖国家标准化研究中心分支机构", "cooperative", STANDARDISATION, "country", SIGNED),
    (MEMORANDUM, "构造备忘录：认证、认可、监督、检验", "memorandum", ACCREDITATION, "country", SIGNED),
    (STRATEGIC, "构造战略合作协议：质量安全研究中心", "strategic", QUALITY, "country", SIGNED),
    (OTHER, "构造备忘录：市内企业质量提升", "memorandum", CITY, "province", "2018-03-01"))
# Who owes it, what, the result, until when, and when it was done (empty: not yet).
OWED = {
    COOPERATION: (
        (STANDARDISATION, "设立分支机构", "分支机构挂牌", "2018-03-31", "2018-03-20"),
        (OURS, "提供办公场所和专职人员", "人员到岗", "2018-01-31", "2018-01-15"),
        (OURS, "编制金砖国家标准比对目录", "目录一份", "2018-12-31", "")),
    MEMORANDUM: (
        (ACCREDITATION, "共享认证机构监督检查结果", "数据接口开通", "2018-06-30", ""),
        (OURS, "开展检验机构联合监督检查", "检查报告", "2017-12-31", "2018-02-10"),
        (ACCREDITATION, "认可评审员培训", "培训两期", "2018-08-31", "2018-07-05")),
    STRATEGIC: (
        (OURS, "设立质量安全研究中心", "中心挂牌", "2018-06-30", "2018-06-12"),
        (QUALITY, "支持质量安全风险监测试点", "试点批复", "2018-03-31", "2018-02-28"),
        (OURS, "报送质量安全年度报告", "年度报告", "2018-10-31", "")),
    OTHER: ((CITY, "组织企业质量提升培训", "培训一期", "2018-12-31", ""),),
}
"""As of 5 September 2018 one is late: the exchange of supervision results."""


def organisations() -> Iterator[Row]:
    """The authorities that are parties."""
    for code, (name, region) in BODIES.items():
        yield {"code": code, "name": name, "region": region, "registered_on": "2000-01-01"}


def agreements() -> Iterator[Row]:
    """Three with national authorities, and one without."""
    for number, title, type, other, level, day in AGREEMENTS:
        yield {"number": number, "title": title, "type": type, "parties": f"{OURS};{other}", "level": level,
               "place": "构造签署地点", "signed_on": day, "valid_to": UNTIL, "region": PROVINCE,
               "signers": "构造签署人甲；构造签署人乙", "witnesses": "构造见证人"}


def commitments() -> Iterator[Row]:
    """What each party owes, checked by the other."""
    other = {number: with_ for number, _, _, with_, _, _ in AGREEMENTS}
    for agreement, owed in OWED.items():
        for number, (party, what, result, due, done) in enumerate(owed, 1):
            yield {"agreement": agreement, "number": str(number), "what": f"构造承诺：{what}", "party": party,
                   "checker": other[agreement] if party == OURS else OURS, "result": result, "due": due,
                   "done_on": done, "checked_on": done, "outcome": "构造完成情况" if done else "", "region": PROVINCE}


def joint_bodies() -> Iterator[Row]:
    """Those that were founded under them."""
    for agreement, name, type, day in (
            (COOPERATION, "构造金砖国家标准化研究中心分支机构", "branch", "2018-03-20"),
            (STRATEGIC, "构造质量安全研究中心", "research", "2018-06-12")):
        yield {"agreement": agreement, "name": name, "type": type, "place": "构造地点", "founded_on": day,
               "region": PROVINCE}


def reviews() -> Iterator[Row]:
    """One for each agreement with the national authorities, before its first year was over."""
    for number, done, late in ((COOPERATION, 2, 0), (MEMORANDUM, 2, 1), (STRATEGIC, 2, 0)):
        yield {"agreement": number, "reviewed_on": "2018-09-01", "owed": "3", "done": str(done), "late": str(late),
               "conclusion": "goes-on", "summary": "构造评估摘要", "region": PROVINCE}


def standards() -> Iterator[Row]:
    """The standard by which what was tried in the province is valid in the nation."""
    yield {"code": "CONSTRUCTED-PILOT-STD", "designation": "CONSTRUCTED 9001-2018",
           "title_en": "Constructed standard that makes a pilot valid in the nation",
           "title_zh": "构造国家标准（推广试点做法）", "level": "national", "status": "in-force",
           "published_on": "2018-08-01", "issuer": "构造发布机构", "region": NATION}


def pilots() -> Iterator[Row]:
    """Tried in one city, judged by a national authority, valid in the nation."""
    yield {"number": "CONSTRUCTED-PILOT-1", "title": "构造试点：企业标准自我声明公开", "region": "330100",
           "runner": CITY, "allowed_by": "构造批复〔2015〕1号", "approved_on": "2015-06-01",
           "started_on": "2015-07-01",
           "measure": "构造指标：企业标准公开率，%", "better": "higher", "baseline": "12.5",
           "baseline_on": "2015-06-30",
           "after": "78.25", "after_on": "2017-06-30", "judge": STANDARDISATION, "verdict": "proven",
           "verdict_on": "2017-09-01", "verdict_why": "构造评价理由", "extended_to": NATION,
           "extended_on": "2018-08-01", "valid_by": "CONSTRUCTED 9001-2018", "valid_standard": "CONSTRUCTED-PILOT-STD"}
