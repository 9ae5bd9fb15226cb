"""The recalls and tenders of the tests of cases."""

from tests.procedures.casework.conftest import award, procedure, recalls

__all__ = ["award", "procedure", "recalls"]
