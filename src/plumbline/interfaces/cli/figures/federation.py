"""``plumb cut export``, ``plumb cut receive``, ``plumb trust`` and ``plumb key``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.figures import cuts

trust = typer.Typer(help="Whose cuts are received here.", no_args_is_help=True)
key = typer.Typer(help="The key with which this instance signs what it hands on.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Add this module's commands, and ``plumb cut`` with those of this module among its own."""
    cuts.app.command("export")(export)
    cuts.app.command("receive")(receive)
    parent.add_typer(cuts.app, name="cut")
    parent.add_typer(trust, name="trust")
    parent.add_typer(key, name="key")


def export(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The cut; 'latest' for the newest.")],
    file: Annotated[Path, typer.Argument(help="The package to write.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write a cut's public fields as a signed package for the level above. Internal and personal fields stay here."""
    place = boot.start(home)
    from django.conf import settings

    from plumbline.procedures.federation import packages

    made = packages.export(place, None if id_ == "latest" else id_, file, instance=settings.INSTANCE,
                           region=settings.REGION)
    _tell(made.as_dict(), as_json)


def receive(
    file: Annotated[Path, typer.Argument(help="A package that an instance below wrote.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take in a package: signature, hashes, region and age are checked first. The next plumb cut counts it in."""
    place = boot.start(home)
    from plumbline.procedures.federation import packages

    _tell(packages.receive(place, file, at=boot.now()).as_dict(), as_json)


def _tell(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        output.json(document)
        return
    screen = output.console()
    screen.print(f"{document['place']}: cut {document['cut']} of {document['instance']}, region {document['region']}")
    for name, rows in document["kinds"].items():
        screen.print(f"    {name}: {rows:,} rows")
    if document["left_out"]:
        screen.print(f"    {document['left_out']:,} records of other regions were left out")
    screen.print(f"package {document['package']}")


@trust.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The instance's name, as it stands in its settings.")],
    public_key: Annotated[str, typer.Argument(metavar="KEY", help="Its public key, as plumb key show prints it.")],
    region: Annotated[str, typer.Option(help="The region it answers for, with all below it.")],
    replace: Annotated[bool, typer.Option(help="It has a new key, or another region.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Trust an instance's key for one region. Compare the fingerprint with them by telephone."""
    place = boot.start(home)
    from plumbline.procedures.federation import trusting

    made = trusting.add(place, name, public_key, region, at=boot.now(), replace=replace)
    _say([made.as_dict()], as_json, alone=True)


@trust.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="The instance's name.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Trust an instance no longer. What it handed up stays, and goes into no further cut."""
    place = boot.start(home)
    from plumbline.procedures.federation import trusting

    gone = trusting.remove(place, name, at=boot.now())
    if as_json:
        output.json({"removed": gone.as_dict()})
    else:
        output.console().print(f"{name} is trusted no longer.")


@trust.command("list")
def list_(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Who is trusted, for which region, and what they handed up last."""
    place = boot.start(home)
    from plumbline.figures.joint.received import latest
    from plumbline.procedures.federation import trusting

    told = []
    for name, each in trusting.known(place).items():
        last = latest(place, name)
        told.append(each.as_dict() | {"last": last.provenance() if last else None})
    _say(told, as_json)


def _say(told: list[dict[str, Any]], as_json: bool, *, alone: bool = False) -> None:
    if as_json:
        output.json(told[0] if alone else {"trusted": told})
        return
    screen = output.console()
    for one in told:
        screen.print(f"{one['name']}: region {one['region']}, key {one['key']}")
        screen.print(f"    fingerprint {one['fingerprint']}")
        if one.get("last"):
            screen.print(f"    last cut {one['last']['cut']}, received {one['last']['received_at']}")
    if not told:
        screen.print("Nobody is trusted yet. Trust an instance with: plumb trust add NAME KEY --region CODE")


@key.callback()
def _key() -> None:
    """The key with which this instance signs what it hands on."""


@key.command("show")
def show(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """The public key, for those above to trust. The private one is made on first use and never leaves the home."""
    place = boot.start(home)
    from django.conf import settings

    from plumbline.methods.shared.trust.signing import fingerprint
    from plumbline.procedures.federation import keys

    public = keys.public(place)
    document = {"instance": settings.INSTANCE, "region": settings.REGION, "key": public,
                "fingerprint": fingerprint(public)}
    if as_json:
        output.json(document)
        return
    screen = output.console()
    screen.print(public)
    screen.print(f"fingerprint {document['fingerprint']}")
