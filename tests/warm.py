"""What every ``plumb`` command loads, whatever its home: loaded once by the server that commands fork from.

Django is set up here as well, on a home that is thrown away, so that a command need not define the models anew. What of
it depends on the home is forgotten before the command begins (``forget``), and read again from its own.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from tests import copied, forked  # noqa: F401 - what runs the command: else each would load it, and pytest with it

copied.install()

from plumbline import figures, methods, procedures, records, rulebook  # noqa: E402 - after what they may hold on to
from plumbline.errors import PlumblineError  # noqa: E402
from plumbline.home import VARIABLE, Home  # noqa: E402
from plumbline.interfaces.cli import core  # noqa: E402
from plumbline.interfaces.cli.core.program import whole  # noqa: E402

MODULES = (
    "duckdb", "numpy", "msgspec", "pyarrow", "pyarrow.compute", "pyarrow.parquet",
    "sqlglot.dialects.duckdb", "sqlparse", "tomlkit", "typer._adapters", "xlrd", "django.contrib.admin.utils",
    "django.contrib.auth.hashers", "django.contrib.staticfiles", "django.core.files.storage",
    "django.core.management.commands.migrate", "django.db.migrations.executor", "django.forms", "django.template",
    "django.test.utils", "django.views", "plumbline.interfaces.cli.main", "rich.console", "rich.progress",
)
MIGRATIONS = (
    "axes.migrations", "django.contrib.auth.migrations", "django.contrib.contenttypes.migrations",
    "django_tasks_db.migrations",
)
for _name in MODULES:
    importlib.import_module(_name)

SETTINGS = "plumbline.interfaces.settings"


def _modules(*packages: ModuleType) -> Iterator[str]:
    for package in packages:
        yield from (each.name for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."))


def _set_up() -> None:
    before = dict(os.environ)
    mask = os.umask(0)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[VARIABLE] = str(Home(Path(folder) / "home").create().path)
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        import django

        django.setup()
        _read(Home(Path(folder) / "home"))
    os.umask(mask)
    os.environ.clear()
    os.environ.update(before)


def _read(home: Home) -> None:
    # What is kept of a text or of a font is kept by what it is, whichever home asks: the rules that ship, and the signs
    # of the machine's fonts.
    from plumbline.procedures.common import fonts
    from plumbline.procedures.operations.check_store import rules
    from plumbline.procedures.operations.doctor import Visit

    list(rules(Visit(home, datetime.now(UTC))))
    with suppress(PlumblineError):  # a machine without such a font
        fonts.choose("zh", ["尺"])
    fonts.installed.cache_clear()
    fonts._signs_of.cache_clear()


def forget() -> None:
    """Forget what was read from the home that this process was set up on: settings are read again when asked for."""
    import django
    from django import conf
    from django.apps import apps
    from django.db import connections

    from plumbline import home

    home._users_mask.clear()
    sys.modules.pop(SETTINGS)
    conf.settings._wrapped = conf.empty
    vars(connections).clear()
    connections.__init__()  # as it was when Django was loaded
    set_up = django.setup

    def again() -> None:
        # The applications are there already; what they take from the settings once they are is taken anew.
        set_up()
        for each in apps.get_app_configs():
            each.ready()

    django.setup = again


for _name in _modules(methods, rulebook, core):
    importlib.import_module(_name)
_set_up()
for _name in _modules(records, figures, procedures, *map(importlib.import_module, MIGRATIONS)):
    importlib.import_module(_name)
whole()
gc.collect()  # not in each command, before it can say that it keeps all this
