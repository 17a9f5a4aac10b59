"""Settings of Coach Desk, read from the environment.

``COACHDESK_ENV`` picks the shape: ``embedded`` (one machine, nothing to install; the default) or
``production``. Differences between the shapes live here and in the libraries, never in the code.
"""

from __future__ import annotations

from importlib import util
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from coachdesk.lib import env, keys

BASE_DIR = Path(__file__).resolve().parent.parent
SHAPE = env.env_str("COACHDESK_ENV", "embedded")
if SHAPE not in ("embedded", "production"):
    raise ImproperlyConfigured(f"COACHDESK_ENV is {SHAPE!r}: use embedded or production")
PRODUCTION = SHAPE == "production"
DEBUG = False
DATA_DIR = Path(env.env_str("COACHDESK_DATA", str(BASE_DIR / "data"))).absolute()

# Keys: from the environment in production, from a private file otherwise (SEC-50).
KEY_FILE = Path(env.env_str("COACHDESK_KEY_FILE", str(keys.default_key_file(DATA_DIR))))
if PRODUCTION:
    _keys = keys.keys_from_environment()
else:
    if not (DATA_DIR / "coachdesk.sqlite3").exists():  # old data never gets a new key silently
        keys.create_key_file(KEY_FILE)
    _keys = keys.keys_from_file(KEY_FILE)
SECRET_KEY = _keys.signing
FIELD_KEYS = _keys.fields
LOOKUP_KEY = _keys.lookup
# The backups have a key of their own, which is never inside an archive.
BACKUP_KEY = env.env_secret("COACHDESK_BACKUP_KEY")
BACKUP_KEY_FILE = KEY_FILE.with_name("backup.key")
BACKUP_DIR = Path(env.env_str("COACHDESK_BACKUP_DIR", str(DATA_DIR / "backups"))).absolute()
# One installation serves one practice; the id is part of what every sealed value is bound to.
PRACTICE_ID = "main"

# The probes say more to whoever has this token, and without one there are no metrics.
METRICS_TOKEN = env.env_secret("COACHDESK_METRICS_TOKEN")

# Demo conveniences: demo people may sign in without a second factor. Never in production.
DEMO = env.env_bool("COACHDESK_DEMO", False)
if DEMO and PRODUCTION:
    raise ImproperlyConfigured("COACHDESK_DEMO is for the embedded shape only")

SITE_URL = env.env_str("COACHDESK_SITE_URL", "http://localhost:8000").rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("COACHDESK_SITE_URL must begin with https:// in production")
ALLOWED_HOSTS = env.env_list(
    "COACHDESK_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if PRODUCTION else []
TRUSTED_PROXIES = env.env_int("COACHDESK_TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "coachdesk.lib",
    "coachdesk.users",
    "coachdesk.audit",
    "coachdesk.approvals",
    "coachdesk.safety",
    "coachdesk.consents",
    "coachdesk.outbox",
    "coachdesk.operation",
    "coachdesk.questions",
    "coachdesk.publishing",
    "clients",
    "clients.measures",
    "clients.homework",
    "clients.messaging",
    "clients.portal",
    "sessions",
]

MIDDLEWARE = [
    "coachdesk.users.middleware.SecurityHeaders",
    "coachdesk.operation.probe.Alive",
    "coachdesk.users.middleware.RefuseMalformed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coachdesk.audit.denials.RecordDenials",
    "coachdesk.users.middleware.PolicyGuard",
]

ROOT_URLCONF = "coachdesk.urls"
WSGI_APPLICATION = "coachdesk.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coachdesk.users.context_processors.site",
            ],
        },
    }
]

# Databases: SQLite as one durable file, or PostgreSQL with a small pool.
DATABASE_URL = env.env_secret("DATABASE_URL")
if DATABASE_URL:
    _database = env.postgres_from_url(DATABASE_URL)
    _given = _database["OPTIONS"]  # what the address itself asks for, such as sslmode
    _limits = "-c statement_timeout=5000 -c lock_timeout=2000"
    _database["ENGINE"] = "coachdesk.lib.postgres"
    _database["CONN_HEALTH_CHECKS"] = True  # a connection from before a restart is never given out
    _database["OPTIONS"] = {
        "connect_timeout": 2,
        **_given,
        "pool": {  # 503 within 2 s, and back within a second of the server (REL-15)
            "min_size": 1,
            "max_size": env.env_int("COACHDESK_DB_POOL", 4),
            "timeout": 1.5,
            "reconnect_timeout": 1,
        },
        "options": f"{_limits} {_given.get('options', '')}".strip(),  # the later one wins
    }
    DATABASES = {"default": _database}
elif PRODUCTION:
    raise ImproperlyConfigured("production needs DATABASE_URL")
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "coachdesk.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # else read-then-write fails under load
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"  # REL-03
                    "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728;"
                    # Migrations rebuild tables that triggers of other tables name.
                    "PRAGMA legacy_alter_table=ON;"
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What must hold (limits of sign-in, used codes) is cached in the database in every shape; what can be
# worked out again is cached in Redis where there is one, and a Redis that is away is only slower.
CACHE_URL = env.env_secret("COACHDESK_CACHE_URL")
_held: dict[str, Any] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "coachdesk_cache",
    "OPTIONS": {"MAX_ENTRIES": 20_000},  # above it a third is dropped, expired ones first
}
if CACHE_URL:
    _speed: dict[str, Any] = {
        "BACKEND": "coachdesk.lib.speed_cache.SpeedCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},  # REL-23: below 1 s
    }
else:
    _speed = {**_held, "KEY_PREFIX": "speed"}
CACHES = {"default": _held, "speed": _speed}

# People and doors (SEC-01 to SEC-08, SEC-20 to SEC-27)
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["coachdesk.users.backends.AddressBackend"]
PASSWORD_MIN_STAFF = 15
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "coachdesk.users.passwords.LengthByKind"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "coachdesk.users.passwords.NotOurNames"},
]
ACCOUNT_ADAPTER = "coachdesk.users.adapters.AccountAdapter"
MFA_ADAPTER = "coachdesk.users.adapters.MFAAdapter"
ACCOUNT_FORMS = {
    "login": "coachdesk.users.forms.LoginForm",
    "reset_password": "coachdesk.users.forms.ResetPasswordForm",
    "request_login_code": "coachdesk.users.forms.RequestLoginCodeForm",
    "confirm_login_code": "coachdesk.users.forms.ConfirmLoginCodeForm",
}
MFA_FORMS = {"login_webauthn": "coachdesk.users.forms.PasskeyForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "login_alias"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are proven by the invitation
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600  # as its mail says
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # elsewhere it does: users.receivers
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # as far as the queue, so that both cost the same
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": env.env_str("COACHDESK_LOGIN_LIMIT", "10/m/ip"),
    "login_failed": "5/5m/key",  # of the second factor, once the password is right
    "reset_password": "20/h/ip",  # and by account and address: users.attempts
    "request_login_code": "20/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Coach Desk"
MFA_TOTP_TOLERANCE = 1  # the code before and the one after count too: clocks of phones are off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False  # PolicyGuard does, away from public pages
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/in/"

# The clocks, idle and absolute, in seconds (SEC-21)
SESSION_CLOCKS = {
    "staff": (15 * 60, 8 * 3600),
    "client": (30 * 60, 12 * 3600),
    "shared": (10 * 60, 2 * 3600),
    "reader": (20 * 60, 2 * 3600),
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "coachdesk.users.errors.csrf_failure"
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # set with the other headers in one place
SECURE_CONTENT_TYPE_NOSNIFF = False
SECURE_REFERRER_POLICY = None
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.env_bool("COACHDESK_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = ["^readyz$", "^metrics$"]  # asked from inside, by plain HTTP
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Mail leaves from the outbox only.
EMAIL_BACKEND = env.env_str(
    "COACHDESK_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if env.env_str("COACHDESK_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.env_str("COACHDESK_SMTP_HOST")
EMAIL_PORT = env.env_int("COACHDESK_SMTP_PORT", 587)
EMAIL_HOST_USER = env.env_str("COACHDESK_SMTP_USER")
EMAIL_HOST_PASSWORD = env.env_secret("COACHDESK_SMTP_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT != 465
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.env_str("COACHDESK_MAIL_FROM", "M. Notes <notes@localhost>")

# Jobs: the outbox row is the truth; Celery is a speed-up (REL-10, REL-12).
TASKS = env.env_str("COACHDESK_TASKS", "local")
if TASKS not in ("local", "celery"):
    raise ImproperlyConfigured(f"COACHDESK_TASKS is {TASKS!r}: use local or celery")
CELERY_BROKER_URL = env.env_secret("CELERY_BROKER_URL") or "redis://localhost:6379/0"
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 240, 300
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "unacked_restore_throttle": 1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Each entry enqueues one outbox row for its period; ``task`` names the outbox task.
CELERY_BEAT_SCHEDULE = {
    name: {"task": "outbox.enqueue_periodic", "schedule": schedule, "args": (name,)}
    for name, schedule in {
        "outbox.tell_news": crontab(minute="*/10"),
        "users.clear_expired": crontab(minute=17),
        "safety.escalate": crontab(minute="*/10"),
        "publishing.advance": crontab(minute="*/5"),
        "questions.remind": crontab(minute=0),
        "clients.daily": crontab(hour=4, minute=10),
        "questions.keep": crontab(hour=4, minute=20),
        "publishing.keep": crontab(hour=4, minute=30),
        "operation.watch": crontab(minute=50),
        "operation.back_up": crontab(hour=3, minute=5),
        "operation.rehearse": crontab(hour=3, minute=35, day_of_week="sunday"),
        "coaching_sessions.remind": crontab(minute="*/15"),
        "homework.nudge": crontab(minute=30),
    }.items()
}
CELERY_TIMEZONE = "UTC"

# Words, places, times
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
# Ours first; then the names of countries. The library is no app here: it would bring 257 flags.
LOCALE_PATHS = [
    BASE_DIR / "locale",
    Path(str(util.find_spec("django_countries").origin)).parent / "locale",  # type: ignore[union-attr]
]
TIME_ZONE = env.env_str("COACHDESK_TIME_ZONE", "UTC")
USE_I18N = USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "coachdesk" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# The practice: defaults until the owner says otherwise on the page Settings. What the environment
# sets is locked there.
VARIABLES_SET = env.variables_set()
SETTINGS_KEPT_SECONDS = 5.0  # a change on that page counts in every process after so long
PRACTICE_NAME = env.env_str(
    "COACHDESK_PRACTICE_NAME", "Harbor Light Relationship Practice" if DEMO else "Our practice"
)
PRACTICE_TAGLINE = env.env_str("COACHDESK_PRACTICE_TAGLINE", "Counseling letters")
PRACTICE_COUNTRY = env.env_str("COACHDESK_COUNTRY").upper()
# For /.well-known/security.txt: mailto:… or https://…; empty, and there is no such page.
SECURITY_CONTACT = env.env_str("COACHDESK_SECURITY_CONTACT")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://")):
    raise ImproperlyConfigured("COACHDESK_SECURITY_CONTACT must begin with mailto: or https://")
EXIT_URL = env.env_str("COACHDESK_EXIT_URL", "https://www.weather.gov")

# Logs carry ids, never words (SEC-55): no request lines, no SQL.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "coachdesk.lib.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.db.backends": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no words in cookies
