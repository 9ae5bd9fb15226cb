"""``plumb plan``: sampling plans of the standard's tables, their risks, the smallest that keeps two, switching, and
what a sample says of the whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.surveillance.batch import Batched, BatchOption, answer

app = typer.Typer(help="Sampling plans: the standard's tables, risks, the smallest plan, switching.",
                  no_args_is_help=True)
DISTRIBUTIONS = "binomial, poisson, hypergeometric, normal-known or normal-unknown."
DistOption = Annotated[str, typer.Option("--dist", help=DISTRIBUTIONS)]
LotOption = Annotated[str, typer.Option("--lot", help="How many units the lot has.")]
OfficialOption = Annotated[bool, typer.Option("--official", help="For an official act: refuse what is not verified.")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb plan``."""
    program.add_typer(app, name="plan")


@app.command("lookup", cls=Batched)
def lookup(
    severity: Annotated[str, typer.Option(help="normal or tightened.")] = "normal",
    level: Annotated[str, typer.Option(help="Inspection level: I, II, III, S-1, S-2, S-3 or S-4.")] = "II",
    lot: LotOption = "",
    aql: Annotated[str, typer.Option(help="Acceptable quality level, as the table has it: 1.0.")] = "",
    stages: Annotated[str, typer.Option("--type", help="single; double and multiple plans are not shipped.")]
    = "single",
    official: OfficialOption = False,
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Look up a single sampling plan by attributes in the tables of MIL-STD-105E."""
    from plumbline.interfaces.cli.surveillance import plan_asked

    found = plan_asked.looked_up(severity, level, lot, aql, stages, official)
    answer(found, as_json, lambda: _say_plan(found))


@app.command("oc", cls=Batched)
def oc(
    n: Annotated[list[str] | None, typer.Option(help="Sample size, of each stage: 32,32.")] = None,
    ac: Annotated[list[str] | None, typer.Option(help="Acceptance number of each stage, counted over the stages; # for "
                                                      "a stage that cannot accept.")] = None,
    re: Annotated[list[str] | None, typer.Option(help="Rejection number of each stage (default for one stage: one more "
                                                      "than --ac).")] = None,
    k: Annotated[str, typer.Option(help="By variables: the acceptability constant.")] = "",
    dist: DistOption = "binomial",
    p: Annotated[str, typer.Option(help="Share of nonconforming units; for poisson, nonconformities a unit.")] = "",
    lot: LotOption = "",
    dql: Annotated[str, typer.Option(help="Declared quality level: give the risks of an audit as in GB/T 2828.4, "
                                          "computed.")] = "",
    lqr: Annotated[str, typer.Option(help="Limiting quality ratio: --dql times it is the quality an audit is to find.")]
    = "",
    official: OfficialOption = False,
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Give the probability that a plan accepts: single or in stages, by attributes or by variables."""
    from plumbline.interfaces.cli.surveillance import plan_asked

    found = plan_asked.characteristic(n or [], ac or [], re or [], k, dist, p, lot, dql, lqr, official)
    answer(found, as_json, lambda: _say_risk(found))


@app.command("find", cls=Batched)
def find(
    prp: Annotated[list[str] | None, typer.Option(help="Producer's risk point, quality and probability of acceptance: "
                                                       ".05,.95.")] = None,
    crp: Annotated[list[str] | None, typer.Option(help="Consumer's risk point: .15,.075.")] = None,
    dist: DistOption = "binomial",
    lot: LotOption = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Find the smallest single plan that keeps the risks of producer and consumer."""
    from plumbline.interfaces.cli.surveillance import plan_asked

    found = plan_asked.smallest(prp or [], crp or [], dist, lot)
    limit = f"c = {found['c']}" if "c" in found else f"k = {found['k']}"
    answer(found, as_json, lambda: output.console().print(
        f"n = {found['n']}, {limit}: accepts with {found['pa_prp']:.6g} and {found['pa_crp']:.6g}", markup=False))


@app.command("judge", cls=Batched)
def judge(
    file: Annotated[Path, typer.Argument(metavar="LOTS", help="A table with the columns lot and accepted (yes or no), "
                                                              "in the order of production: CSV or a workbook.")],
    encoding: Annotated[str, typer.Option(help="How the text of the file is encoded, if it cannot be told.")] = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say under which severity each lot is inspected, by the switching rules; refusing 5 on tightened stops it."""
    from plumbline.interfaces.cli.surveillance import plan_asked

    found = plan_asked.judged(file, encoding)
    answer(found, as_json, lambda: _say_lots(found))


@app.command("estimate", cls=Batched)
def estimate(
    file: Annotated[Path, typer.Argument(metavar="SAMPLE", help="A table, a row for each unit of the sample.")],
    value: Annotated[str, typer.Option(help="The column that is estimated.")] = "",
    cluster: Annotated[str, typer.Option(help="The column with the cluster; without it each unit is one.")] = "",
    stratum: Annotated[str, typer.Option(help="The column with the stratum.")] = "",
    weight: Annotated[str, typer.Option(help="The column that says how many units a row stands for.")] = "",
    population: Annotated[str, typer.Option(help="The column with the number of clusters that the stratum has in "
                                                 "all.")] = "",
    encoding: Annotated[str, typer.Option(help="How the text of the file is encoded, if it cannot be told.")] = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Estimate a mean and a total from a sample of clusters or units, in strata or not, with their standard errors."""
    from plumbline.interfaces.cli.surveillance.plan_estimate import estimated

    found = estimated(file, value, cluster, stratum, weight, population, encoding)
    answer(found, as_json, lambda: output.console().print(
        f"mean {found['mean']:.6g} (SE {found['mean_se']:.6g}), total {found['total']:.10g} (SE "
        f"{found['total_se']:.6g}); {found['units']} units in {found['clusters']} clusters", markup=False))


def _say_plan(found: dict[str, Any]) -> None:
    screen = output.console()
    screen.print(f"{found['code']}: n = {found['n']}, Ac = {found['ac']}, Re = {found['re']}", markup=False)
    if found["inspect_all"]:
        screen.print("The sample is as large as the lot: every unit is inspected.")
    screen.print("; ".join(f"{each['text']}, {each['article']} ({each['status']})" for each in found["cites"]),
                 markup=False)


def _say_risk(found: dict[str, Any]) -> None:
    screen = output.console()
    screen.print(f"Probability of acceptance: {found['pa']:.6g}")
    if audit := found.get("audit"):
        screen.print(f"{audit['marked']['en']} Refuses at the declared level with {audit['refuses_declared']:.6g}, "
                     f"passes at the limiting one with {audit['passes_limiting']:.6g}.", markup=False)


def _say_lots(found: dict[str, Any]) -> None:
    screen = output.console()
    for each in found["lots"]:
        screen.print(f"{each['lot']}  {each['severity']}", markup=False)
    screen.print(f"Next lot: {found['next']}")
    for each in found.get("notes", ()):
        screen.print(f"{each['text']['en']}.", markup=False)
