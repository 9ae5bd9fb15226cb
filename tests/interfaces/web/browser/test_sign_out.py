"""After signing out, the Back key shows nothing that was open to the person alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.interfaces.web.browser import serving
from tests.interfaces.web.browser.desks import follow

PASSWORD = "seven quiet lanterns drift"
CONTACT = "marker-contact-7Q"
FILES = {
    "region": "code,name_en,name_zh,level,parent,valid_from\ncity,City,市,city,,1900-01-01\n",
    "organisation": f"code,name,region,contact_phone\no1,Bakery,city,{CONTACT}\n",
}


@pytest.mark.browser
def test_back_shows_no_contact(chrome: Any, desk: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    serving.plumb(home, "init")
    for kind, text in FILES.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        serving.plumb(home, "import", kind, str(tmp_path / f"{kind}.csv"))
    subprocess.run([sys.executable, "-m", "plumbline", "user", "add", "li", "--region", "city", "--password-stdin",
                    "--home", str(home)], input=f"{PASSWORD}\n", text=True, check=True, capture_output=True,
                   env=serving.environment(home))
    with serving.served(home, tmp_path) as address:
        page = desk()
        page.goto(f"{address}/sign-in?next=/records/organisation/o1/")
        page.fill("#id_username", "li")
        page.fill("#id_password", PASSWORD)
        follow(page, page.locator("main button").first)
        assert CONTACT in page.content()
        page.goto(f"{address}/me/")
        follow(page, page.locator("main form[action='/sign-out'] button"))
        assert page.url == f"{address}/"
        for _ in range(2):
            page.go_back(wait_until="load")
            assert CONTACT not in page.content()
        page.goto(f"{address}/records/organisation/o1/")
        assert CONTACT not in page.content()
