"""Django settings. Everything that differs between installations comes from the environment.

``SAMVERK_MODE``: ``demo`` (default for ``make run``), ``test`` or ``production``. Demo sign-in is
refused in production, and production refuses to start without a host list.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from samverk.site import demo_clock
from samverk.site.postgres import connect

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = connect.var_dir()
SAMVERK_MODE = os.environ.get("SAMVERK_MODE", "demo")
if SAMVERK_MODE not in {"demo", "test", "production"}:
    msg = f"SAMVERK_MODE er «{SAMVERK_MODE}». Bruk demo, test eller production."
    raise ImproperlyConfigured(msg)
DEMO_SIGN_IN = SAMVERK_MODE in {"demo", "test"} and os.environ.get("SAMVERK_DEMO_SIGN_IN") != "0"

if SAMVERK_MODE == "demo":
    demo_clock.resume()

DEBUG = False
SECRET_KEY = connect.read_secrets()["django"]
IDENTIFIER_KEY = connect.read_secrets()["identifiers"]
ALLOWED_HOSTS = os.environ.get("SAMVERK_HOSTS", "127.0.0.1,localhost").split(",")
if SAMVERK_MODE == "production" and "SAMVERK_HOSTS" not in os.environ:
    msg = "SAMVERK_HOSTS må være satt i produksjon."
    raise ImproperlyConfigured(msg)

INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "samverk.core.tenancy",
    "samverk.core.organisation",
    "samverk.core.parties",
    "samverk.core.access",
    "samverk.core.audit",
    "samverk.core.outbox",
    "samverk.core.jobs",
    "samverk.core.seals",
    "samverk.core.documents",
    "samverk.core.provenance",
    "samverk.core.confirmations",
    "samverk.core.grants",
    "samverk.core.workflow",
    "samverk.core.ui",
    "samverk.archive",
    "samverk.cases",
    "samverk.finance",
    "samverk.hr",
    "samverk.payroll",
    "samverk.processes",
    "samverk.governance",
    "samverk.site",
]
# An app that is not there yet cannot be loaded; the list above is the straight order of the line.
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("samverk.") or (BASE_DIR / app.replace(".", "/") / "apps.py").exists()
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "samverk.site.middleware.ActorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "samverk.site.urls"
WSGI_APPLICATION = "samverk.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "samverk.site.context.page",
            ],
            "builtins": ["samverk.core.ui.templatetags.samverk"],
        },
    }
]

DATABASES = {"default": connect.django_database()}
PROCRASTINATE_ON_APP_READY = "samverk.site.guard.guard_worker"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "samverk.site.sealed_sessions.SealedSerializer"
SESSION_COOKIE_AGE = 8 * 3600  # a working day; ended sooner by signing out
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "samverk.site.web.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if SAMVERK_MODE == "production":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS: list[Path] = []
LANGUAGE_COOKIE_NAME = "samverk_sprak"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # files are found where they lie; nothing is copied
STATICFILES_DIRS = [
    (name, BASE_DIR / "node_modules" / package)
    for name, package in (
        ("designsystemet", "@digdir/designsystemet-css/dist/src"),
        ("designsystemet-theme", "@digdir/designsystemet-theme/src/themes"),
        ("inter", "@fontsource-variable/inter"),
        ("htmx", "htmx.org/dist"),
    )
    if (BASE_DIR / "node_modules" / package).exists()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": {
        "BACKEND": os.environ.get(
            "SAMVERK_DOCUMENT_STORAGE", "django.core.files.storage.FileSystemStorage"
        ),
        # For S3: {"bucket_name": …, "endpoint_url": …}; boto3 reads keys from the environment.
        "OPTIONS": json.loads(os.environ.get("SAMVERK_DOCUMENT_STORAGE_OPTIONS", "{}"))
        if "SAMVERK_DOCUMENT_STORAGE" in os.environ
        else {"location": str(VAR_DIR / "documents")},
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "samverk.core.documents.uploads.LimitUploadHandler",  # first: gives up past the limit
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STANDARDS_DIR = Path(os.environ.get("SAMVERK_STANDARDS", VAR_DIR / "standards"))
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "samverk.site.logs.MaskFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["mask"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "samverk.site.logs.MaskedReport"

EMAIL_HOST = os.environ.get("SAMVERK_EMAIL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_TIMEOUT = 10  # a mail server that does not answer must not stop the worker's other events
DEFAULT_FROM_EMAIL = os.environ.get("SAMVERK_EMAIL_FROM", "samverk@localhost")
# Where people reach us; links in mail begin with it.
PUBLIC_URL = os.environ.get(
    "SAMVERK_URL",
    f"https://{ALLOWED_HOSTS[0]}" if SAMVERK_MODE == "production" else "http://127.0.0.1:8000",
).rstrip("/")
# Consumers of CloudEvents: [{"navn": …, "url": …, "typer": ["hr.*"], "tenant": "uit"}]
SAMVERK_CLOUDEVENTS = json.loads(os.environ.get("SAMVERK_CLOUDEVENTS", "[]"))
