"""The program ``plumb`` as Typer reads it: whole, or the commands of one module alone."""

from __future__ import annotations

from functools import cache

import typer

from plumbline.interfaces.cli.casework import declared
from plumbline.interfaces.cli.core import plain_values, tree


@cache
def whole() -> typer.core.TyperGroup:
    """Every command: what takes longest of a small command, so it is made once a process, and only if it must be."""
    return _made(*tree.MODULES)


@cache
def only(module: str) -> typer.core.TyperGroup:
    """The commands that ``module`` declares."""
    return _made(module)


def holding(name: str) -> typer.core.TyperGroup:
    """A program that knows the command called ``name``, if there is one."""
    module = tree.module_of(name)
    return whole() if module is None or whole.cache_info().currsize else only(module)


def _made(*modules: str) -> typer.core.TyperGroup:
    plain_values.take()
    app = typer.Typer(
        name="plumb",
        cls=declared.Commands,
        help="Plumbline: quality work in which every figure leads back to its records.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    # A program of one command would be that command, without its name.
    app.callback()(_plumb)
    for module in modules:
        tree.add(app, module)
    return typer.main.get_group(app)


def _plumb() -> None:
    """Plumbline: quality work in which every figure leads back to its records."""
