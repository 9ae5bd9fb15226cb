"""What the commands of ``plumb standards`` have in common."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="The register of standards: take catalogues in, look a standard up.", no_args_is_help=True)
AsOption = Annotated[str, typer.Option("--as", help="Who asks, by the name they sign in with; without it, the public.")]
OnOption = Annotated[str, typer.Option("--on", help="As of this day, 2026-01-31 (default: today).")]
