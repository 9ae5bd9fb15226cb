"""Recalls for tests: who acts, a product with lots, and a case brought as far as a test begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from plumbline.procedures.casework import perform
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

NAME = "product-recall"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRODUCT = "06901234567892"
LOT_1, LOT_2, LOT_3 = (f"{PRODUCT}/L{number}" for number in (1, 2, 3))
FIRMS = [{"code": "F1", "name": "电水壶厂", "region": "1"}, {"code": "F2", "name": "煎锅厂", "region": "2"}]
PRODUCTS = [{"code": PRODUCT, "gtin": PRODUCT, "name": "电水壶", "maker": "F1", "region": "1"},
            {"code": "PAN-1", "gtin": "", "name": "煎锅", "maker": "F2", "region": "2"}]
LOTS = [{"code": f"{PRODUCT}/L{number}", "product": PRODUCT, "number": f"L{number}", "region": "1"}
        for number in (1, 2, 3)] + [{"code": "PAN-1/L1", "product": "PAN-1", "number": "L1", "region": "2"}]
SHOPS = [{"code": f"S{number:02d}", "name": f"第{number}商店", "region": "1" if number <= 8 else "2"}
         for number in range(1, 13)]
ABOUT = {"region": "1", "product": PRODUCT, "organisation": "F1", "role": "maker", "goods": "consumer",
         "initiative": "ordered", "defect": "壶体过热，可能引起火灾"}
OPEN = {**ABOUT, "origin": "test", "origin_key": "S-17"}
PLAN = {"remedy": "refund", "plan": "通知全部经销商，凭实物退款", "planned_until": "2026-08-31",
        "contact": "400-000-0000", "advice": "立即停止使用，退回购买处"}
NOTICE = {"title": "电水壶召回公告", "title_en": "Recall of electric kettles", "defect_en": "The body may overheat",
          "advice_en": "Stop using it and return it to the shop"}


class RecallWorld:
    """An office with a maker, its product, shops; recalls are made in it. Days go by as a test says."""

    def __init__(self, office: Office) -> None:
        self.office, self.home, self.now, self._people = office, office.home, MONDAY, dict[str, User]()

    def who(self, name: str, region: str = "city") -> User:
        """An officer, made when first named."""
        if name not in self._people:
            self._people[name] = User.objects.create_user(name)
            Role.objects.create(user=self._people[name], name=Role.OFFICER, region=region)
        return self._people[name]

    def firm(self, name: str = "li", organisation: str = "F1") -> User:
        """Somebody who acts for a firm."""
        if name not in self._people:
            self._people[name] = User.objects.create_user(name)
            Membership.objects.create(user=self._people[name], organisation=organisation, capacity="enterprise",
                                      since=date(2026, 1, 1), made_at=self.later())
        return self._people[name]

    def later(self, days: int = 0) -> datetime:
        """A moment after all that was done so far; ``days`` after, where named."""
        self.now += timedelta(days=days, seconds=1)
        return self.now

    def open(self, by: Any = None, act: str = "open", **changed: str) -> str:
        """Open a recall; its number."""
        about = OPEN if act == "open" else ABOUT
        event = perform.open_case(self.home, by or self.who("ann"), NAME, act, about | changed, at=self.later())
        return str(event.case.number)

    def act(self, number: str, act: str, by: Any = None, member: str = "", of: str = NAME, **values: str) -> CaseEvent:
        """Do an act."""
        return perform.act(self.home, by or self.who("ann"), of, number, act, values, member=member, at=self.later())

    def found(self, number: str, by: Any = None, of: str = NAME) -> Found:
        """The case as it stands."""
        return find(self.home, by or self.who("ann"), procedure(of), number, at=self.later())

    def state(self, number: str, member: str = "") -> str:
        """Its state, or that of a lot."""
        return self.found(number).board.at(member).state

    def approved(self, *lots: tuple[str, str]) -> str:
        """A recall of these lots with their units, whose plan is approved."""
        number = self.open()
        for lot, units in lots:
            self.act(number, "add-lot", lot=lot, units=units)
        self.act(number, "require-plan", reason="抽检不合格")
        self.act(number, "hand-in-plan", self.firm(), **PLAN)
        self.act(number, "approve-plan", self.who("bea"))
        return number

    def running(self, *lots: tuple[str, str], **values: str) -> str:
        """A published recall; of two lots with 80 units together where none are named."""
        number = self.approved(*(lots or ((LOT_1, "50"), (LOT_2, "30"))))
        self.act(number, "publish", **NOTICE | values)
        return number


def ground(office: Office) -> None:
    """The registers that recalls name: firms, products, lots, shops."""
    for kind, rows in (("organisation", FIRMS), ("product", PRODUCTS), ("lot", LOTS), ("establishment", SHOPS)):
        done = office.take(kind, rows, name=f"{kind}.csv")
        assert not done.quarantined, kind
