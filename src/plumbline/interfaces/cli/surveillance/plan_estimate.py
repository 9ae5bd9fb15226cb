"""What is asked of a sample: its rows read and estimated from, answered as a document."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from plumbline.errors import IntakeError, MethodError
from plumbline.interfaces.cli.surveillance import plan_values as values
from plumbline.methods.surveillance.estimation_clusters import Unit, from_clusters
from plumbline.procedures.common import given_columns
from plumbline.text import Text

MOST_DIGITS, MOST_SIZE = 34, 30


def estimated(file: Path, value: str, cluster: str, stratum: str, weight: str, population: str, encoding: str,
              ) -> dict[str, Any]:
    """Mean and total of the column ``value``. :raises PlumblineError: for a file or a number that cannot be used."""
    asked = {"value": values.text("value", value, "enroll"), "cluster": cluster.strip(), "stratum": stratum.strip(),
             "weight": weight.strip(), "population": population.strip()}
    names = [name for name in asked.values() if name]
    table = given_columns.read(file, [(name,) for name in names], encoding)
    columns = {key: table.values[names.index(name)].to_pylist() for key, name in asked.items() if name}

    def at(key: str, row: int, usual: str) -> str:
        return str(columns[key][row]) if key in columns else usual

    def named(key: str, row: int, usual: str) -> str:
        if not (found := at(key, row, usual)) and key in columns:
            raise IntakeError("estimate.unnamed", Text(f"the column {asked[key]} is empty here",
                                                       f"此处{asked[key]}列为空"), where=table.place(row),
                              why=Text("All rows without one would count as one of their own",
                                       "所有留空的行会被当作同一个"),
                              next_step=Text("Complete the row", "请补全该行"))
        return found

    units = [Unit(
        _number(table, row, at("value", row, "")), named("cluster", row, str(row)), named("stratum", row, ""),
        _number(table, row, at("weight", row, "1")),
        _whole(table, row, at("population", row, "")) if "population" in columns else None)
        for row in range(len(table))]
    found = from_clusters(units)
    return table.told({
        "mean": float(found.mean), "mean_se": float(found.mean_se), "total": float(found.total),
        "total_se": float(found.total_se), "units": found.units, "clusters": found.clusters,
        "freedom": found.freedom})


def _number(table: given_columns.Columns, row: int, text: str) -> Decimal:
    try:
        found = Decimal(text.replace("_", "no"))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > MOST_SIZE or len(found.as_tuple().digits) > MOST_DIGITS:
        raise MethodError("option.not_number", Text(f"'{text}' is not a number", f"“{text}”不是数字"),
                          where=table.place(row), next_step=Text("Write digits and a point, such as 0.05",
                                                                 "请用数字和小数点填写，例如0.05"))
    return found


def _whole(table: given_columns.Columns, row: int, text: str) -> int:
    found = _number(table, row, text)
    if found != int(found) or found < 1:
        raise MethodError("option.not_whole", Text(f"'{text}' is not a whole number", f"“{text}”不是整数"),
                          where=table.place(row), next_step=Text("Write digits only, such as 80", "请只写数字，例如80"))
    return int(found)
