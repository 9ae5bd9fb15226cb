"""What comes in is text or is refused in the reader's words; what turns the order of writing is set apart."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from plumbline.interfaces.serving.legible import set_apart
from tests.interfaces.web.world import CITY, World, looking_as

RLO = "\u202e"


@pytest.mark.parametrize(("path", "en", "zh"), [
    ("/regions/1%00/", "the character NUL stands in the address", "网址含有空字符（NUL）"),
    ("/records/?q=%ED%A0%80", "bytes that are no UTF-8 text stand in the field 'q'", "字段“q”含有不是UTF-8文本的字节"),
    ("/records/inspection/?where=number&is=%00", "the character NUL stands in the field 'is'",
     "字段“is”含有空字符（NUL）"),
    ("/records/?a%FF=1", "bytes that are no UTF-8 text stand in the field 'a\ufffd'",
     "字段“a\ufffd”含有不是UTF-8文本的字节"),
])
def test_what_is_no_text_in_an_address(city: World, db: None, path: str, en: str, zh: str) -> None:
    page = Client().get(path)
    assert page.status_code == 400
    assert en[0].upper() + en[1:] in page.content.decode().replace("&#x27;", "'")
    assert zh in Client(HTTP_ACCEPT_LANGUAGE="zh-CN").get(path).content.decode()


@pytest.mark.parametrize(("path", "said"), [("/regions/%FF/", "“%FF”"), ("/regions/%C3%A9/", "“é”")])
def test_a_path_of_any_bytes_leads_nowhere(city: World, db: None, path: str, said: str) -> None:
    page = Client().get(path)
    assert (page.status_code, said in page.content.decode()) == (404, True)


@pytest.mark.parametrize("value", ["%ED%A0%80", "%FF", "a%00b"])
def test_a_form_that_holds_none_saves_nothing(city: World, db: None, value: str) -> None:
    page = looking_as(CITY).generic("POST", "/records/inspection/keep", f"name={value}&query=region%3D1".encode(),
                                    content_type="application/x-www-form-urlencoded")
    assert page.status_code == 400
    assert "the field &#x27;name&#x27;" in page.content.decode()
    assert "nothing was saved" in page.content.decode()


def test_a_form_in_parts_that_holds_none(city: World, db: None) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n\xff\r\n--x--\r\n'
    page = looking_as(CITY).generic("POST", "/evidence/about/inspection/1001/", body,
                                    content_type="multipart/form-data; boundary=x")
    assert (page.status_code, "the field &#x27;note&#x27;" in page.content.decode()) == (400, True)


def test_a_program_gets_a_problem(city: World, db: None) -> None:
    answer = Client().get("/api/v1/records/inspection?q=%FF")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["what"] == "bytes that are no UTF-8 text stand in the field 'q'"


def test_what_turns_the_order_is_kept_and_set_apart(city: World, db: None) -> None:
    page = Client().get(f"/regions/{quote('x' + RLO + 'y')}/").content.decode()
    assert f"<bdi>There is no region “x{RLO}y” in that period.</bdi>" in page.replace("\n", "")


@pytest.mark.parametrize(("page", "expected"), [
    (f"<p>a{RLO}b</p><p>c</p>", f"<p><bdi>a{RLO}b</bdi></p><p>c</p>"),
    (f"<title>a{RLO}</title><i>b{RLO}</i>", f"<title>a{RLO}</title><i><bdi>b{RLO}</bdi></i>"),
    (f'<input value="{RLO}"><textarea>{RLO}</textarea>\u200f',
     f'<input value="{RLO}"><textarea>{RLO}</textarea><bdi>\u200f</bdi>'),
])
def test_only_text_is_set_apart(page: str, expected: str) -> None:
    assert set_apart(page) == expected
