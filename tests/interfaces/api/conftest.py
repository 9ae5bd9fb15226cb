"""The city of two wards of the tests of pages, asked by programs."""

from __future__ import annotations

from tests.interfaces.web.conftest import city, empty_home, province, year

__all__ = ["city", "empty_home", "province", "year"]
