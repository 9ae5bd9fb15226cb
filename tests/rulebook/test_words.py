"""No sentence of the rulebook's loaders, of drafting or of its editor lacks Chinese, wherever it is written down."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.core.files import own_files
from plumbline.rulebook.core.toml_faults import FAULTS, said_of
from plumbline.rulebook.core.toml_text import read
from tests.house.raised import WORD, fixed, let_go, name, trees
from tests.told import CHINESE, told


@pytest.fixture(scope="module", autouse=True)
def _no_trees_left() -> Iterator[None]:
    yield
    let_go()


OURS = ("rulebook/", "procedures/assessment/drafts/", "interfaces/web/assessment/drafts/")


def half_said() -> Iterator[str]:
    for file, tree in trees().items():
        for node in ast.walk(tree) if file.startswith(OURS) else ():
            if isinstance(node, ast.Call) and name(node.func) == "Text" and node.args:
                english, *chinese = (fixed(each) for each in node.args)
                if WORD.search(english) and " " in english and not CHINESE.search("".join(chinese)):
                    yield f"{file}:{node.lineno}: {english}"


def test_every_text_is_said_in_chinese() -> None:
    assert list(half_said()) == []


@pytest.mark.parametrize(("text", "chinese"), [
    ("a = b", "第1行第5列：该值的写法有误：文字须加英文双引号"),
    ('a = "x"\na = "y"\n', "第2行第8列：该键已写过"),
    ("a 1", "第1行第3列：键之后缺少等号"),
    ("a = [1", "文末：列表缺少右方括号或逗号"),
    ("[[a]", "第1行第4列：表头缺少右方括号"),
])
def test_what_is_no_toml_is_told_with_its_line_in_both_languages(text: str, chinese: str) -> None:
    with pytest.raises(RulebookError) as caught:
        read(text, "schemes/a.toml")
    told(caught.value, "rule.not_toml")
    assert caught.value.why.zh == chinese
    with pytest.raises(tomllib.TOMLDecodeError) as raw:
        tomllib.loads(text)
    assert caught.value.why.en == str(raw.value)


def test_a_fault_that_nobody_knew_of_is_one_of_form() -> None:
    assert said_of("Something new (at line 3, column 4)").zh == "第3行第4列：写法有误"
    assert said_of("Something new").zh == "写法有误"
    assert len({english for english, _ in FAULTS}) == len(FAULTS)


def test_a_byte_that_is_no_text_is_named(home: Home) -> None:
    folder = home.rulebook / "flows"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.toml").write_bytes(b'id = "\xb3"')
    with pytest.raises(RulebookError) as caught:
        own_files(home, "flows")
    told(caught.value, "rule.unreadable")
    assert caught.value.why.zh == "第7个字节不是UTF-8编码"
