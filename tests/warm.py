"""What every ``plumb`` command loads that knows nothing of a home: loaded once by the server that commands fork from.

Nothing here may read Django's settings, which depend on the home: each command reads its own.
"""

from __future__ import annotations

import importlib
import pkgutil

import plumbline.methods
import plumbline.rulebook

MODULES = (
    "plumbline.interfaces.cli.main", "duckdb", "numpy", "msgspec", "pyarrow", "pyarrow.compute", "pyarrow.parquet",
    "sqlglot.dialects.duckdb", "sqlparse", "tomlkit", "typer._adapters", "xlrd", "django.contrib.admin.utils",
    "django.contrib.auth.hashers", "django.contrib.staticfiles", "django.core.files.storage",
    "django.core.management.commands.migrate", "django.db.migrations.executor", "django.forms", "django.template",
    "django.test.utils", "django.views",
)
PACKAGES = (plumbline.methods, plumbline.rulebook)

for _name in (*MODULES, *(each.name for package in PACKAGES
                          for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."))):
    importlib.import_module(_name)
