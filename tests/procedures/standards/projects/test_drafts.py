"""Drafts as a subject of evidence: known to a program that loaded no procedure, and open to whom."""

from __future__ import annotations

import subprocess
import sys

import pytest

from plumbline.procedures.evidence import reading
from plumbline.procedures.standards.projects.names import DRAFT
from tests.procedures.standards.projects.plays import Projects
from tests.records.samples import Office

PROGRAM = """
import django
django.setup()
from plumbline.procedures.evidence import attaching
from plumbline.records.evidence import evidence
assert "standard-draft" not in evidence.SUBJECTS
print(evidence.subject("standard-draft").name, evidence.subject("nothing"))
"""


def test_a_command_that_loads_no_procedure_knows_of_drafts() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["standard-draft", "None"]


@pytest.fixture
def projects(office: Office) -> Projects:
    """People of a city, and projects."""
    return Projects(office)


def test_a_draft_is_open_to_everybody_once_comments_are_asked_for(projects: Projects) -> None:
    number = projects.planned()
    projects.drafted(number)

    def seen(user: object) -> int:
        return len(reading.of_record(user, DRAFT, (number,)))

    assert (seen(None), seen(projects.li), seen(projects.who("ann"))) == (0, 1, 1)
    projects.do(number, "open-comments", closes_on="2026-06-01")
    assert seen(None) == 1
    assert len(reading.of_record(None, DRAFT, ("2026-0099",))) == 0
