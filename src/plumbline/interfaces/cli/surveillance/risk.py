"""``plumb risk``: how serious the risk of a product is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.core.own_rules import own
from plumbline.interfaces.cli.surveillance.batch import Batched, BatchOption, answer

app = typer.Typer(help="The risk of a product, by dated rules.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Add this module's commands."""
    program.add_typer(app, name="risk")


@app.callback()
def _risk() -> None:
    """The risk of a product, by dated rules."""


@app.command("assess", cls=Batched)
def assess(
    file: Annotated[Path, typer.Argument(help="JSON: scenarios, each with id, severity and steps, and units_in_use.")],
    rules: Annotated[str, typer.Option(help="The set of rules, such as eu-2019-417.")],
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Grade scenarios of injury by their exact probability and severity, and the product by the highest of them."""
    from plumbline.procedures.surveillance.risk_assessing import assess_file

    found = assess_file(own(home), file, rules)
    answer(found, as_json, lambda: _say(found))


def _say(found: dict[str, Any]) -> None:
    screen, titles = output.console(), found["rules"]["levels"]

    def title(level: str) -> str:
        return f"{level} ({titles[level]['en']}, {titles[level]['zh']})"

    for each in found["scenarios"]:
        screen.print(f"{each['id']}: {each['probability']}, in {each['band']}: {title(each['level'])}",
                     highlight=False, markup=False)
    screen.print(f"Highest scenario: {title(found['highest'])}; with {found['units_in_use']:,} units in use: "
                 f"{title(found['overall'])}", highlight=False, markup=False)
    for each in found["sensitivity"]:
        screen.print(f"    {each['scenario']}, step {each['step']} ({each['value']}) times {each['factor']}: "
                     f"{title(each['level'])}, overall {title(each['overall'])}", highlight=False, markup=False)
    cites = found["rules"]["cites"]
    screen.print(f"By {cites['text']} ({cites['status']})", highlight=False, markup=False)
