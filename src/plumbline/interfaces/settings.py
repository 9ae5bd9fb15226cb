"""Django settings. Everything an authority may set is in ``plumbline.toml`` of its data directory (docs/settings.md)."""

from __future__ import annotations

from typing import Any

from plumbline import home as _home

HOME = _home.current()
_config = HOME.config()

SECRET_KEY = str(_config.get("secret_key", "not-secret-outside-a-home"))
DEMO = bool(_config.get("demo", False))
DEBUG = False
_hosts = _config.get("hosts", [])
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *([] if DEMO or not isinstance(_hosts, list) else _hosts)]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "plumbline.records",
    "plumbline.interfaces.web",
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "plumbline.records.sqlite",
        "NAME": HOME.database,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
        },
    }
}

AUTH_USER_MODEL = "records.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
USE_TZ = True
TIME_ZONE = str(_config.get("time_zone", "UTC"))
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
