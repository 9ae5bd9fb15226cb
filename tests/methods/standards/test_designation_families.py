"""What designations of every family say: prefix, number, part, year, and their normal form."""

from __future__ import annotations

import pytest

from tests.methods.standards.grammars import read

CANONICAL = """
GB 7718-2011 | GB/T 19001-2016/ISO 9001:2015 | GB/T 2828.1-2012 (ISO 2859-1:1999, MOD) | GB 4706.1-2005(2010) | GB/T 5606 (all parts)
GB/T 8897.1-2013/XG1-2016 | GB/Z 19027-2005 | GBZ 2.1-2019 | GBZ/T 160.1-2004 | GBPB 1-1999 | GJB 9001C-2017 | GJB 150.1A-2009 | GSB 08-1337-2018
YY/T 0287-2017/ISO 13485:2016 | HJ 2.1-2016 | HG/T 20592~20635-2009 | NB/SH/T 0522-2010 | JTG D60-2015 | JTG/T D31-02-2013 | JTS 145-2-2013
TB 10001-2016 | WS/T 367-2012 | JR/T 0071.1-2020 | CJJ/T 8-2011 | JGJ 130-2011 | BB/T 0018-2021 | XF 95-2015 | HB 5469-1991
DB11/T 1234-2015 | DB3301/T 0123-2018 | DB11/501-2017 | DBS44/006-2016 | DBJ33/T 1104-2014 | DBJ/T 13-200-2014 | DG/TJ 08-2103-2019
T/CAS 100-2020 | T/ZZB 0123-2017 | T/CECA-G 0050-2020 | Q/HY 001-2020 | Q/JML 0001S-2019 | CECS 40:1992 | JJG 196-2006 | JJF 1059.1-2012 | JJG(浙) 66-2006
ISO 9001:2015 | ISO 9001:2015/Amd 1:2024 | ISO/TS 16949:2009 | ISO/PAS 45005:2020 | IWA 26:2017 | ISO Guide 73:2009 | ISO/IEC TR 20000-5:2013
ISO/IEC DIS 27001 | ISO/FDIS 9001:2015 | ISO/IEC/IEEE 15288:2023 | ISO 105-X12:2016 | ISO 128 (all parts) | ISO/IEC 9594-8:2020 | ITU-T X.509
IEC 61508-1:2010 | IEC TS 62257-9-3:2006 | IEC 60335-1:2020+AMD1:2023 CSV | CISPR 11:2015/AMD1:2016 | IEC 62368-1 ED3 | 100/3603/CDV
EN 60335-1:2012/A11:2014 | EN 60335-1:2012+A11:2014+A13:2017 | EN 1992-1-1:2004/AC:2010 | EN ISO 9001:2015 | EN IEC 61000-6-3:2021 | prEN 1992-1-1:2021
CEN/TS 15531-7:2025 | CEN ISO/TS 17665-2:2009 | HD 60364-4-41:2017 | BS EN ISO 14971:2019+A11:2021 | BS 5950-1:2000 | PD ISO/TR 24971:2020 | HB 10051:1994
NA to BS EN 1999-1-4:2007 | DIN EN ISO 9001:2015-11 | DIN SPEC 91345:2016-04 | NF C 15-100 | NF EN ISO 9001:2015-10 | UNE-EN ISO 9001:2015 | UNE 166002:2021
JIS B 1234-2:2001 | JIS A 0203:2019/AMENDMENT 1:2022 | TS X 0040:2005 | ETSI EN 300 328 V2.2.2 (2019-07) | ETSI TS 103 645 | ITU-T G.711 | ITU-R BT.709-6
ГОСТ 12.1.004-91 | ГОСТ Р 51232-98 | ГОСТ Р ИСО/МЭК 27001-2021 | ГОСТ IEC 60335-1-2015 | GOST R 51232-98 | ГОСТ 6032 (ISO 3651-1:1998)
OIML R 76-1:2006(E) | OIML D 11:2013 | ASTM D638-14e1 | ASTM A36/A36M-19 | ASTM E4-16(2020) | IEEE Std 802.3-2018 | IEEE 1588 | ANSI C63.4-2014
ITU-T X.509 (2019) Cor 1 | ITU-T X.509 (2019) Cor 1 (10/2021) | ITU-T G.711 (11/1988) | ITU-R BT.709-6 (2015) | GB 50016-2014(2018年版)
JCGM 100:2008 | JCGM 200:2012 | JCGM GUM-6:2020 | JCGM GUM | JCGM VIM-3 | JCGM 27th Meeting (2025) | CIPM 102-1st Meeting (2012)
CGPM RES 7 (2022) | CIPM DECN 113-9 (2024) | JCRB REC 46-1 (2023) | CCTF REC 7 (2015) | CGPM DECL (1971) | Metrologia 55 6 S201 | Metrologia 60 1A 09002
ISO/IEC/IEEE FDIS P15026.2-2022-05 | IEC/IEEE P61886.1/D-2-2020-05 | IEEE/ISO/IEC P15026.1-2024 | IEC CA 01:2016
ABNT NBR ISO 9001:2015 | ABNT NBR 5410:2004 | SANS 10400-A:2010 | SANS 10142-1:2020 | IS 456:2000 | IS/ISO 9001:2015 | IS 302 (Part 2/Sec 3):2007
"""  # noqa: E501
OTHERWISE = {
    "GB/T 1.1—2020": "GB/T 1.1-2020", "GBJ 16-87": "GBJ 16-1987", "GBT19001-2016": "GB/T 19001-2016",
    "gb/t 19001-2016": "GB/T 19001-2016", "GB/T 19001（2016）": "GB/T 19001-2016",
    "GB/T 19000-2008 idt ISO 9000:2005": "GB/T 19000-2008 (ISO 9000:2005, IDT)",
    "GB/T 4728系列": "GB/T 4728 (all parts)",
    "GB 4806.7-2016 第1号修改单": "GB 4806.7-2016/XG1", "GB 4806.7-2016 第十二号修改单": "GB 4806.7-2016/XG12",
    "DB11/ 501-2017": "DB11/501-2017", "DBS 44/006-2016": "DBS44/006-2016",
    "Q/320102ABC001-2020": "Q/320102ABC 001-2020",
    "ISO 9001-2015": "ISO 9001:2015", "ISO/CD2 14065:2018": "ISO/CD 14065.2:2018",
    "Guide ISO 34:2009": "ISO/Guide 34:2009",
    "ISO 16622:2002 Ed 1": "ISO 16622:2002", "ISO 2859-1:1999/Cor.1:2001": "ISO 2859-1:1999/Cor 1:2001",
    "JIS B1234-2:2001": "JIS B 1234-2:2001", "ETSI EN 300328": "ETSI EN 300 328",
    "ITU-T Rec. G.711 (11/88)": "ITU-T G.711 (11/1988)", "ASTM D 638-14e1": "ASTM D638-14e1",
    "NBR 5410": "ABNT NBR 5410",
    "IEEE 802.3™-2018": "IEEE 802.3-2018", "IS 1786 (Part 1) : 2008": "IS 1786 (Part 1):2008",
    "IS:456-2000": "IS 456:2000",
    "GB 50016-2014（2018 年版）": "GB 50016-2014(2018年版)", "GB 50011-2010(2016版)": "GB 50011-2010(2016年版)",
    "GB/T 50011-2010 建筑抗震设计规范（2016年版）": "GB/T 50011-2010(2016年版)",
    "《建筑设计防火规范》（GB 50016-2014（2018年版））": "GB 50016-2014(2018年版)",
    "《质量管理体系 要求》：GB/T 19001-2016": "GB/T 19001-2016",
    "GB 4706.1-2005 (IEC 60335-1:2004(Ed4.1),IDT)": "GB 4706.1-2005 (IEC 60335-1:2004, IDT)",
    "Q/91330424MA28ABCD12-001-2020": "Q/91330424MA28ABCD12 001-2020",
    "JIS A 0203:2019（追補1：2022）": "JIS A 0203:2019/AMENDMENT 1:2022",
    "JIS Q 9001:2015 追補1": "JIS Q 9001:2015/AMENDMENT 1", "ITU-T X.509 (2019)/Cor.1": "ITU-T X.509 (2019)/Cor 1",
    "jcgm 100-2008": "JCGM 100:2008", "JCGM100:2008": "JCGM 100:2008", "CGPM RES 7(2022)": "CGPM RES 7 (2022)",
    "JCGM 200:2008 Corrigendum": "JCGM 200:2008 CORRIGENDUM",
    "гост р 51232-98": "ГОСТ Р 51232-98", "iso/iec 27001:2022": "ISO/IEC 27001:2022",
}
SAID = {
    "GB 18401-2010": ("national", "GB", "18401", "", 2010, "mandatory"),
    "GB/T 1.1-2020": ("national", "GB/T", "1", "1", 2020, "recommended"),
    "GB/Z 123-2008": ("national", "GB/Z", "123", "", 2008, "guidance"),
    "GBZ 2.1-2019": ("national", "GBZ", "2", "1", 2019, "mandatory"),
    "GBZ/T 160.1-2004": ("national", "GBZ/T", "160", "1", 2004, "recommended"),
    "GJB 9001C-2017": ("national", "GJB", "9001C", "", 2017, ""),
    "HB/Z 12-2010": ("sector", "HB/Z", "12", "", 2010, "guidance"),
    "JTG/T D31-02-2013": ("sector", "JTG/T", "D31", "02", 2013, "recommended"),
    "DB3301/T 0123-2018": ("local", "DB3301/T", "0123", "", 2018, "recommended"),
    "DB11/501-2017": ("local", "DB11", "501", "", 2017, "mandatory"),
    "T/CAS 100-2020": ("group", "T/CAS", "100", "", 2020, ""),
    "Q/HY 001-2020": ("enterprise", "Q/HY", "001", "", 2020, ""),
    "JJF 1059.1-2012": ("metrology", "JJF", "1059", "1", 2012, ""),
    "ISO/IEC TR 29110-5-2-1": ("iso", "ISO/IEC TR", "29110", "5-2-1", None, ""),
    "ISO/DIS 9001.2": ("iso", "ISO/DIS", "9001", "", None, ""),
    "BS EN ISO 9001:2015": ("bsi", "BS EN ISO", "9001", "", 2015, ""),
    "JIS B 1234-2:2001": ("jis", "JIS", "B 1234", "2", 2001, ""),
    "JCGM GUM-6:2020": ("jcgm", "JCGM", "GUM", "6", 2020, ""),
    "CGPM RES 7 (2022)": ("bipm-acts", "CGPM RES", "7", "", 2022, ""),
    "CIPM DECN 113-9 (2024)": ("bipm-acts", "CIPM DECN", "113", "9", 2024, ""),
    "ETSI EN 300 328 V2.2.2 (2019-07)": ("etsi", "ETSI EN", "300 328", "", 2019, ""),
    "ГОСТ Р МЭК 60335-2-30-99": ("gost", "ГОСТ Р МЭК", "60335", "2-30", 1999, ""),
    "ASTM D638-14": ("astm", "ASTM", "D638", "", 2014, ""),
    "IS 302 (Part 2/Sec 3):2007": ("bis", "IS", "302", "2-3", 2007, ""),
}


@pytest.mark.parametrize("text", [each.strip() for line in CANONICAL.split("\n") for each in line.split(" | ") if each])
def test_a_normal_form_is_its_own(text):
    found = read(text)
    assert found.canonical == text
    again = read(found.canonical)
    assert (again.canonical, again.identity) == (text, found.identity)


@pytest.mark.parametrize("text", sorted(OTHERWISE))
def test_what_is_written_otherwise_has_one_normal_form(text):
    found = read(text)
    assert (found.canonical, found.printed) == (OTHERWISE[text], text)
    assert read(found.canonical).identity == found.identity


@pytest.mark.parametrize("text", sorted(SAID))
def test_a_designation_says(text):
    found = read(text)
    assert (found.prefix.family.id, found.prefix.text, found.number, found.part, found.year,
            found.prefix.force) == SAID[text]


def test_what_is_more_than_one_number_is_told():
    assert read("GB/T 19001-2016/ISO 9001:2015").as_dict()["dual"] == ["ISO 9001:2015"]
    assert read("ASTM A36/A36M-19").as_dict()["dual"] == ["ASTM A36M-19"]
    assert read("GB/T 2828.1-2012 (ISO 2859-1:1999, MOD)").as_dict()["adoption"] == "MOD"
    amended = read("ISO/IEC Guide 98-3:2008/Suppl 1:2008/Cor 1:2009").as_dict()
    assert (amended["supplements"], amended["kind"]) == (["Suppl 1:2008", "Cor 1:2009"], "supplement")
    consolidated = read("EN 934-3:2009+A1:2012").as_dict()
    assert (consolidated["supplements"], consolidated["kind"]) == (["A1:2012"], "standard")


def test_who_issued_it_and_where_is_told():
    assert read("T/CAS 100-2020").as_dict()["issuer"] == "CAS"
    assert read("DB32/T 4000.2-2021").as_dict()["region"] == "32"
    local = read("JJG（浙） 66-2006").as_dict()
    assert (local["region"], local["publisher"], local["kind"]) == ("33", "浙江省", "verification_regulation")


def test_undated_and_all_parts_are_told():
    assert read("GB/T 19001").undated
    assert not read("GB/T 19001-2016").undated
    whole = read("GB/T 4728（所有部分）")
    assert (whole.tail.all_parts, whole.undated) == (True, True)


def test_a_title_is_kept_and_no_part_of_the_normal_form():
    found = read("GB/T 19001-2016《质量管理体系 要求》")
    assert (found.canonical, found.tail.title) == ("GB/T 19001-2016", "《质量管理体系 要求》")
    assert read("ISO 9001:2015 Quality management systems - Requirements").canonical == "ISO 9001:2015"


@pytest.mark.parametrize(("text", "year"), [("GB 2828-50", 1950), ("GB 2828-99", 1999), ("GB/T 2828-00", 2000),
                                            ("GB/T 2828-49", 2049), ("ГОСТ 3-25", 1925), ("ASTM A7-39", 2039)])
def test_the_century_of_two_digits_is_a_rule_of_the_family(text, year):
    assert read(text).year == year
