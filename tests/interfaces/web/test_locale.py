"""Every word of the pages is there in Chinese, and the compiled words are those of the source."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

from django.utils.translation.template import templatize

from plumbline.interfaces import web

HERE = Path(web.__file__).parent if web.__file__ else Path()
CODE = sorted([*HERE.rglob("*.py"), *(HERE.parent / "shared").rglob("*.py")])
FOLDER = HERE / "locale" / "zh_Hans" / "LC_MESSAGES"
CALL = re.compile(r'\b(n?gettext)\(u?("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')'
                  r'(?:,\s*u?("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'))?')
HOLE = re.compile(r"%\((\w+)\)s")


def entries() -> dict[str, tuple[str, str]]:
    """Message -> (its plural, its translation), from the source."""
    found, message, plural = {}, "", ""
    for line in (FOLDER / "django.po").read_text("utf-8").splitlines():
        key, _, text = line.partition(" ")
        if key == "msgid":
            message, plural = ast.literal_eval(text), ""
        elif key == "msgid_plural":
            plural = ast.literal_eval(text)
        elif key in ("msgstr", "msgstr[0]"):
            found[message] = (plural, ast.literal_eval(text))
        elif line.startswith(("#", '"')) or not line:
            assert "fuzzy" not in line, line
    found.pop("", None)
    return found


def in_templates() -> dict[str, str]:
    """Message -> its plural, of every template."""
    found = {}
    for path in sorted((HERE / "templates").rglob("*.html")):
        for name, one, more in CALL.findall(templatize(path.read_text("utf-8"))):
            found[ast.literal_eval(one)] = ast.literal_eval(more) if name == "ngettext" else ""
    return found


def in_code() -> set[str]:
    """Every message of the Python files."""
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(node, "func", None)
            if isinstance(called, ast.Name) and called.id in ("_", "gettext_lazy"):
                first = node.args[0]  # type: ignore[attr-defined]
                assert isinstance(first, ast.Constant), f"{path.name}: a message must be written out"
                found.add(first.value)
    return found


def plurals_in_code() -> dict[str, str]:
    """Message -> its plural, of the Python files."""
    found = {}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ngettext":
                one, more = node.args[:2]
                assert isinstance(one, ast.Constant) and isinstance(more, ast.Constant), f"{path.name}: write it out"  # noqa: PT018
                found[one.value] = more.value
    return found


def test_every_word_of_the_pages_is_translated() -> None:
    known = entries()
    wanted = {*in_templates(), *in_code(), *plurals_in_code()}
    assert wanted == set(known), "run django-admin makemessages, translate, and compilemessages"
    assert [message for message, (_, text) in known.items() if not text] == []


def test_plurals_are_declared_as_the_templates_use_them() -> None:
    known = entries()
    used = in_templates() | plurals_in_code()
    assert {message: plural for message, plural in used.items() if plural} == {
        message: plural for message, (plural, _) in known.items() if plural}


def test_translations_name_the_same_values() -> None:
    for message, (plural, text) in entries().items():
        allowed = set(HOLE.findall(message + plural))
        assert set(HOLE.findall(text)) <= allowed, message
        must = set(HOLE.findall(message))
        assert must <= set(HOLE.findall(text)), message


def test_the_compiled_words_are_fresh() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    held = {key: text for key, text in compiled._catalog.items() if key}  # type: ignore[attr-defined]
    expected = {(message, 0) if plural else message: text for message, (plural, text) in entries().items()}
    assert held == expected, "compile again: django-admin compilemessages"


def test_chinese_is_written_with_chinese_marks() -> None:
    for _, text in entries().values():
        plain = re.sub(r"<code>.*?</code>|%\(\w+\)s|[\w.\-+/ ]*\.[\w.\-+/ ]*|[A-Z]\. [A-Z]\. \w+", "", text)
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", plain), text
