"""Erasing what is known of the person behind a record, on its page: who may, and that nothing of it is left."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from plumbline.figures.cuts.freezing import freeze
from plumbline.records.core.journal import Entry
from plumbline.records.ground.organisations import OrganisationContact
from tests.interfaces.web.addresses import ADDRESSES
from tests.interfaces.web.leaks.telling import answer, read
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as

RECORD = "/records/organisation/1001/"
PATH = f"{RECORD}erase"


def told(city: World) -> list[str]:
    """What is known of the person behind the organisation."""
    return [city.records["organisation"][0][name] for name in ("contact_name", "contact_phone")]


def seen(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def post(client: Client) -> Any:
    return client.post(PATH, follow=True)


def test_it_is_looked_at_confirmed_and_gone(city: World, db: None) -> None:
    client, name = looking_as(WARD_1), told(city)[0]
    record = seen(client, RECORD)
    assert (name in record, f'href="{PATH}"' in record) == (True, True)
    asked = seen(client, PATH)
    assert all(value in asked for value in told(city))
    assert "Once erased it is gone for good: nobody can undo it" in asked
    assert OrganisationContact.objects.filter(key="1001").exists()
    after = post(client).content.decode()
    assert "The personal data of this record was erased, for good." in after
    assert (name in after, f'href="{PATH}"' in after) == (False, False)
    assert "There is nothing to erase." in seen(client, PATH)
    assert "There was no personal data left to erase." in post(client).content.decode()


def test_nothing_of_it_is_left_anywhere(city: World, db: None) -> None:
    post(looking_as(WARD_1))
    assert sorted(OrganisationContact.objects.values_list("key", flat=True)) == ["1002", "1003", "2001", "2002", "2003"]
    entry = Entry.objects.order_by("-number").first()
    assert entry is not None
    assert (entry.act, entry.kind, entry.rows, entry.detail) == ("erase", "organisation", 1, {})
    assert entry.actor is not None
    values = told(city)
    written = str([each.payload() | each.detail for each in Entry.objects.all()])
    assert not any(value in written for value in values)
    client = looking_as(CITY)
    for name in ("record", "record-list", "record-correct", "record-erase", "records-export", "record-template"):
        for ask in ADDRESSES[name](city):
            text = read(answer(client, ask))
            assert not any(value in text for value in values), ask.path
    cut = freeze(city.home)
    for path in cut.folder.iterdir():
        assert not any(value.encode() in path.read_bytes() for value in values), path.name


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_2])
def test_others_neither_look_nor_erase(city: World, db: None, reader: str) -> None:
    client = looking_as(reader)
    assert f'href="{PATH}"' not in seen(client, RECORD)
    for response in (client.get(PATH), client.post(PATH)):
        assert response.status_code == (302 if reader == PUBLIC_PERSONA else 403)
        assert not any(value in read(response) for value in told(city))
    assert OrganisationContact.objects.filter(key="1001").exists()


def test_a_record_that_holds_nothing_personal_offers_nothing(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    assert "Erase personal data" not in seen(client, "/records/inspection/1001/")
    for response in (client.get("/records/inspection/1001/erase"), client.post("/records/inspection/1001/erase")):
        assert response.status_code == 400
        assert "nspection holds no personal data" in response.content.decode()
    assert client.get("/records/organisation/none/erase").status_code == 404


def test_a_withdrawn_record_can_have_it_erased(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    version = client.get(RECORD).context["newest"].pk
    client.post(f"{RECORD}withdraw", {"seen": version, "reason": "closed"})
    assert f'href="{PATH}"' in seen(client, RECORD)
    post(client)
    assert not OrganisationContact.objects.filter(key="1001").exists()


def test_a_form_that_was_open_meanwhile_does_not_bring_it_back(city: World, db: None) -> None:
    client, form = looking_as(WARD_1), f"{RECORD}correct"
    page = client.get(form)
    sent = {spec.name: page.context["form"].values[spec.name] for spec in page.context["kind"].fields}
    sent |= {f"was-{name}": text for name, text in page.context["was"].items()}
    assert all(f'name="was-{name}" value="{sent[name]}"' in page.content.decode()
               for name in ("contact_name", "contact_phone"))
    post(looking_as(CITY))
    sent |= {"seen": page.context["newest"].pk, "name": "Another name"}
    assert client.post(form, sent).status_code == 302
    assert client.get(RECORD).context["newest"].name == "Another name"
    assert not OrganisationContact.objects.filter(key="1001").exists()
    # Who types a person in anew is taken at their word.
    sent |= {"seen": client.get(RECORD).context["newest"].pk, "contact_name": "B. Nobody"}
    client.post(form, sent)
    assert OrganisationContact.objects.get(key="1001").contact_name == "B. Nobody"
