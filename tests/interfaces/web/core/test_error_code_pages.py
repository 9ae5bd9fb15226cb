"""The pages that explain the codes of errors, and the errors of work in the background."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client

from plumbline.home import Home
from plumbline.interfaces.shared import cut_jobs, export_jobs, import_jobs, job_notes
from plumbline.rulebook.core.error_codes import explanations
from tests.interfaces.web.world import CITY, World, looking_as

TOKEN = "ab" * 12
CHINESE = {"Accept-Language": "zh-CN"}


def page(path: str, **headers: str) -> str:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("headers", "said"), [
    ({}, "A cut is known by its id:"), (CHINESE, "快照以编号识别，由截至时间和内容的哈希组成。")])
def test_every_code_is_listed_with_what_it_means(city: World, db: None, headers: dict[str, str], said: str) -> None:
    text = page("/errors/", **headers)
    assert [code for code in explanations() if f'href="/errors/{code}"' not in text] == []
    assert said in text


def test_codes_are_found_by_words_of_their_meaning(city: World, db: None) -> None:
    for asked in ("cut.unknown", "frozen computed", "快照 编号"):
        text = page(f"/errors/?q={asked}")
        assert f'value="{asked}"' in text
        found = {code for code in explanations() if f'href="/errors/{code}"' in text}
        assert 0 < len(found) < len(explanations())
    assert "0 codes fit “nosuchword”." in page("/errors/?q=nosuchword")


@pytest.mark.parametrize(("headers", "own", "other"), [
    ({}, "None of this home has the id", "本数据目录没有该编号的快照"),
    (CHINESE, "本数据目录没有该编号的快照", "None of this home has the id")])
def test_a_code_is_explained_in_the_page_s_language(city: World, db: None, headers: dict[str, str], own: str,
                                                    other: str) -> None:
    text = page("/errors/cut.unknown", **headers)
    assert own in text
    assert other not in text
    assert "plumb cut list" in text


def test_a_code_that_is_none_is_told_with_what_may_be_meant(city: World, db: None) -> None:
    answer = Client().get("/errors/request.no_cutt", headers=CHINESE)
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "没有代码“request.no_cutt”" in text
    assert "/errors/explained.unknown" in text


def test_programs_read_them_too(city: World, db: None) -> None:
    listed = Client().get("/api/v1/errors").json()["errors"]
    assert [each["code"] for each in listed] == list(explanations())
    one = Client().get("/api/v1/errors/cut.unknown").json()
    assert one == explanations()["cut.unknown"].as_dict()
    answer = Client().get("/api/v1/errors/no.such")
    assert (answer.status_code, answer.json()["code"]) == (404, "explained.unknown")


def failed(home: Home, what: str, error: Any) -> str:
    """The address of a job that failed with ``error``."""
    job: Any
    if what == "imports":
        folder, job = home.inbox, import_jobs.Job(TOKEN, "inspection", "", "a.csv", None, state="failed", error=error)
    else:
        folder, job = home.cache / cut_jobs.FOLDER, cut_jobs.CutJob(TOKEN, None, state="failed", error=error)
    (folder / TOKEN).mkdir(parents=True, exist_ok=True)
    (folder / TOKEN / job_notes.NOTE).write_text(json.dumps(asdict(job)))
    return f"/{what}/job/{TOKEN}"


@pytest.mark.parametrize(("what", "given_up"), [("imports", import_jobs.GIVEN_UP), ("cuts", cut_jobs.GIVEN_UP)])
def test_a_job_s_error_is_shown_in_the_page_s_language(city: World, db: None, what: str, given_up: Any) -> None:
    address = failed(city.home, what, given_up.as_dict())
    text = looking_as(CITY).get(address, headers=CHINESE).content.decode()
    main = text.partition("<main")[2].partition("</main")[0]
    assert given_up.what.zh in main
    assert given_up.what.en not in main
    assert 'lang="en"' not in main
    assert 'href="/errors/job.given_up"' in main
    assert "The worker came to its end" in looking_as(CITY).get(address).content.decode()


@pytest.mark.parametrize("what", ["imports", "cuts"])
@pytest.mark.parametrize(("error", "said"), [
    ({"type": "IntakeError", "what": "the file is empty", "where": "a.csv", "why": "", "next_step": "Choose another"},
     "The file is empty."),
    ({"what": "", "where": "", "why": "", "next_step": ""}, "It stopped for a reason it did not expect."),
])
def test_a_note_of_an_older_version_can_still_be_read(city: World, db: None, what: str, error: dict[str, str],
                                                      said: str) -> None:
    assert said in looking_as(CITY).get(failed(city.home, what, error)).content.decode()


def test_an_export_of_an_older_version_can_still_be_read() -> None:
    job = export_jobs.Job(TOKEN, "records-export", {}, "", "csv", "en", None, "", "", error={
        "what": "the roles of who asked have changed since", "where": "", "why": "", "next_step": "Ask",
        "closed": "yes"})
    assert (job.told.code, job.told.say("zh-hans")) == ("", "the roles of who asked have changed since。Ask。")
