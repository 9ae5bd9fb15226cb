"""Django settings. What an authority may set is in ``plumbline.toml`` of its data directory (docs/settings.md)."""

from __future__ import annotations

from typing import Any

from plumbline import home as _home
from plumbline.interfaces.serving import proxies as _proxies
from plumbline.interfaces.shared import allowances as _allowances
from plumbline.interfaces.shared import logs as _logs
from plumbline.interfaces.shared import mails as _mails
from plumbline.interfaces.shared import setting_values as _values
from plumbline.records.stores import databases as _databases

HOME = _home.current()
_home.keep_private()


class _Asked(dict[str, object]):
    """Remembers which keys were asked for, so that ``plumb doctor`` can tell of those that do nothing."""

    def __init__(self, given: dict[str, object]) -> None:
        super().__init__(given)
        self.asked: set[str] = set()

    def get(self, key: str, default: object = None) -> object:
        self.asked.add(key)
        return super().get(key, default)


_config = _Asked(HOME.config())

SECRET_KEY = _values.usable("secret_key", _config.get("secret_key", "not-secret-outside-a-home"), _values.text)
# A text such as "false" must not open the door that signs people in by itself.
DEMO = _values.usable("demo", _config.get("demo", False), _values.switch)
DEBUG = False
_given_hosts = _values.usable("hosts", _config.get("hosts", []), _values.names)
_hosts = [] if DEMO else _given_hosts
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_proxies.names(_hosts)]

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

# One setting switches the store; the environment's PLUMBLINE_DATABASE goes before it.
DATABASES: dict[str, dict[str, Any]] = {
    "default": _databases.django(_databases.chosen(_config.get("database", _databases.SQLITE)), HOME.database),
}

AUTH_USER_MODEL = "records.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
USE_TZ = True
TIME_ZONE = _values.usable("time_zone", _config.get("time_zone", _values.UTC), _values.time_zone)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "exports"]}}

# Pages ---------------------------------------------------------------------------------------------------------------
# `https = true` in plumbline.toml once the server stands behind TLS: cookies then travel over TLS only.
HTTPS = _values.usable("https", _config.get("https", False), _values.switch) and not DEMO
# Behind TLS a browser names the public origin with each form, whatever the way from the proxy to here.
CSRF_TRUSTED_ORIGINS = _proxies.origins(_hosts) if HTTPS else []
# Whose word on the client's address and scheme counts; see interfaces/serving/proxies.py.
_given_proxies = _config.get("proxies", [])
PROXIES = () if DEMO else _given_proxies
# The prefix keeps a neighbouring host from setting these cookies for us; a browser takes it over TLS only.
_cookie = "__Host-" if HTTPS else ""

# What is kept of pages, in each process: with the largest page that is kept (interfaces/web/core/public_pages.py) it
# bounds the memory that they take.
CACHES = {
    _name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": _name, "TIMEOUT": _seconds,
            "OPTIONS": {"MAX_ENTRIES": 256}}
    for _name, _seconds in (("default", 300), ("pages", 10), ("cards", None))
}

ROOT_URLCONF = "plumbline.interfaces.urls"
MIDDLEWARE = [
    "plumbline.interfaces.api.core.shape.Shape",
    *(["plumbline.interfaces.shared.demo.Guard"] if DEMO else []),
    "plumbline.interfaces.serving.proxies.Forwarded",
    "plumbline.interfaces.web.core.request_log.Requests",
    "plumbline.interfaces.web.core.security.Headers",
    "django.middleware.security.SecurityMiddleware",
    "plumbline.interfaces.web.core.static_files.Compressed",
    "plumbline.interfaces.web.core.public_pages.PublicPages",
    "plumbline.interfaces.web.core.public_pages.ReadOnce",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "plumbline.interfaces.web.core.allowance.Allowance",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *(["plumbline.interfaces.shared.demo.Persona"] if DEMO else []),
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *([] if DEMO else ["plumbline.interfaces.web.core.resuming.Resume"]),
    "plumbline.interfaces.web.core.error_pages.Explain",
    "plumbline.interfaces.serving.legible.Legible",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "plumbline.interfaces.web.core.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "plumbline.interfaces.web.templatetags.plumb"],
        },
    }
]

# Words: the web application's own locale folder holds them. English is the language of the source.
USE_I18N = True
LANGUAGE_COOKIE_NAME = "plumb_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86400

# Static files come from the package itself, under names that carry a hash of their content; nothing is collected.
STATIC_URL = "static/"
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME.inbox}},
    "staticfiles": {"BACKEND": "plumbline.interfaces.web.core.assets.Versioned"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Who is signed in lies in the store, so that it ends when it is ended: interfaces/web/core/sessions.py. The public has
# none.
SESSION_ENGINE = "plumbline.interfaces.web.core.sessions"
_idle = _values.usable("idle_minutes", _config.get("idle_minutes", 30), _values.minutes)
SESSION_IDLE = _idle or None  # None: as long as the day
SESSION_COOKIE_NAME = f"{_cookie}plumb_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_COOKIE_NAME = f"{_cookie}plumb_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "plumbline.interfaces.web.core.error_pages.stale_form"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Signing in: how often one may try is counted in interfaces/web/core/signing_in.py; axes calls it, and keeps nothing
# itself.
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "plumbline.interfaces.web.core.signing_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "plumbline.interfaces.web.core.passwords.Guessable"},
]
AXES_HANDLER = "plumbline.interfaces.web.core.signing_in.Counter"
AXES_LOCKOUT_CALLABLE = "plumbline.interfaces.web.core.account_pages.too_often"
AXES_CLIENT_IP_CALLABLE = "plumbline.interfaces.shared.client_address.client_address"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Uploads are streamed to the home's cache, never held in memory; what a killed server leaves there is swept.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = HOME.cache
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# One JSON object a line, to standard error or a file. Personal data stays out: see interfaces/shared/logs.py.
_log = _values.usable("log", _config.get("log", ""), _values.text)
_level = _values.usable("log_level", _config.get("log_level", "warning"), _values.log_level)
LOGGING = _logs.configuration(str(HOME.path / _log) if _log else "", _level)

# Who this instance is to others, when it hands cuts to the level above: docs/federation.md.
INSTANCE = _values.usable("instance", _config.get("instance", ""), _values.text)
AUTHORITY = _values.usable("authority", _config.get("authority", ""), _values.words)
REGION = _values.usable("region", _config.get("region", ""), _values.text)

# How often one token may ask programs' addresses in a minute; 0: as often as it likes.
API_PER_MINUTE = _values.usable("api_per_minute", _config.get("api_per_minute", 600), _values.count)

# How often one client of the public may ask for what costs: interfaces/shared/allowances.py. A number, or a table.
PUBLIC_PER_MINUTE = _values.usable("public_per_minute", _config.get("public_per_minute", {}), _allowances.read)

# How large one file of evidence may be.
EVIDENCE_BYTES = _values.usable("evidence_megabytes", _config.get("evidence_megabytes", 50), _values.megabytes) << 20

# Modules with procedures of an authority's own: docs/extending.md.
EXTENSIONS = tuple(_values.usable("extensions", _config.get("extensions", []), _values.names))

# Where mails go: a file each in the data directory, the console, or a server. docs/settings.md.
_mail = _values.usable("mail", _config.get("mail", {}), _mails.read)
EMAIL_BACKEND = f"django.core.mail.backends.{_mails.backend(_mail)}.EmailBackend"
EMAIL_FILE_PATH = str(HOME.path / "mail")
EMAIL_HOST, EMAIL_PORT = str(_mail.get("host", "localhost")), _mails.port(_mail)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = str(_mail.get("user", "")), str(_mail.get("password", ""))
EMAIL_USE_SSL, EMAIL_USE_TLS = _mails.encrypted(_mail)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = str(_mail.get("from", "plumbline@localhost"))
# Where people find the pages, for links in mails; empty where no host is set.
PUBLIC_ADDRESS = f"{'https' if HTTPS else 'http'}://{_hosts[0]}" if _hosts else ""

# Which engine computes figures: docs/spark.md.
ENGINE = _values.usable("engine", _config.get("engine", "duckdb"), _values.text)
SPARK_MASTER = _values.usable("spark_master", _config.get("spark_master", ""), _values.text)
SPARK: dict[str, Any] = _values.usable("spark", _config.get("spark", {}), _values.table)

# Stays last: what nothing above asked for means nothing.
UNKNOWN_SETTINGS = tuple(sorted(set(_config) - _config.asked))
