"""The environment reference: every variable that the settings read, with its default and its meaning.

Names and defaults are read from the source of the settings, so that none can be forgotten in any shape;
the meanings stand here.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from coachdesk.infra.checkout import HERE

SOURCES = ("coachdesk/settings.py", "coachdesk/lib/keys.py")
KINDS = {
    "env_str": "text",
    "env_secret": "secret",
    "env_int": "number",
    "env_bool": "1 or 0",
    "env_list": "list, separated by commas",
}
# Set by desk.py for the processes that it starts, and by nobody else.
OF_DESK_PY = frozenset({"COACHDESK_HOST_PORT"})

ABOUT: dict[str, str] = {
    "COACHDESK_ENV": "`embedded`: one machine, nothing to install; `production`: behind a proxy",
    "COACHDESK_DATA": "the data folder",
    "COACHDESK_KEY_FILE": "the key file of the embedded shape; its default is made from the data folder",
    "COACHDESK_SECRET_KEY": "signs cookies and tokens; 50 characters or more; demanded in production",
    "COACHDESK_FIELD_KEYS": "seal private fields: `k2:<base64 of 32 bytes>,k1:…`, the first one seals, all of "
    "them open; demanded in production",
    "COACHDESK_LOOKUP_KEY": "finds sealed values by keyed hashes: base64 of 32 bytes; demanded in production",
    "COACHDESK_BACKUP_KEY": "encrypts backups: `AGE-SECRET-KEY-…`, or only its public part `age1…`, which "
    "makes backups and opens none. In the embedded shape the file `backup.key` beside the key file is used",
    "COACHDESK_BACKUP_DIR": "where backups and the journal lie; `backups` in the data folder. Name a folder "
    "on another disk",
    "COACHDESK_METRICS_TOKEN": "for `/metrics` and the details of `/readyz`; without it there are none",
    "COACHDESK_DEMO": "set by `desk.py`: invented people who sign in without a second factor. Never in "
    "production",
    "COACHDESK_SITE_URL": "the address that people see; links in mail begin with it; `https://` in production",
    "COACHDESK_HOSTS": "host names that are answered; none in production until they are set",
    "COACHDESK_TRUSTED_PROXIES": "how many proxies of your own stand in front",
    "DATABASE_URL": "empty: SQLite in the data folder; else `postgres://user:password@host/name`, or over a "
    "unix socket `postgres:///name?host=/folder&user=name`. More after `?` goes to the driver, such as "
    "`sslmode=verify-full`. Demanded in production",
    "COACHDESK_DB_POOL": "connections to PostgreSQL that one process opens at most",
    "COACHDESK_CACHE_URL": "empty: the database; else Redis, such as `redis://host:6379/1`. Only what can be "
    "worked out again is kept there: without Redis pages are slower, nothing else",
    "COACHDESK_LOGIN_LIMIT": "how often one address may try to sign in",
    "COACHDESK_SSL_REDIRECT": "whether plain HTTP is sent on to HTTPS (production); `/healthz`, `/readyz` and "
    "`/metrics` never are",
    "COACHDESK_EMAIL_BACKEND": "another way for mail to leave: the dotted name of a Django mail backend",
    "COACHDESK_SMTP_HOST": "the mail server; empty: mail is kept in the data folder",
    "COACHDESK_SMTP_PORT": "587: STARTTLS; 465: TLS from the first byte",
    "COACHDESK_SMTP_USER": "the user name for the mail server",
    "COACHDESK_SMTP_PASSWORD": "the password for the mail server",
    "COACHDESK_MAIL_FROM": "the sender of mail: an address, or `Name <address>`, which locks the name too",
    "COACHDESK_TASKS": "`local`: the outbox worker does the jobs; `celery`: Celery workers do",
    "CELERY_BROKER_URL": "Redis for Celery",
    "COACHDESK_TIME_ZONE": "the practice's time zone, until its owner chooses one",
    "COACHDESK_PRACTICE_NAME": "the practice's name",
    "COACHDESK_PRACTICE_TAGLINE": "the line under the name",
    "COACHDESK_COUNTRY": "the practice's country, as two letters",
    "COACHDESK_EXIT_URL": "where the exit button leads; `https` and another site",
    "COACHDESK_SECURITY_CONTACT": "whom to tell of a hole, `mailto:…` or `https://…`; shown at "
    "`/.well-known/security.txt`",
}


@dataclass(frozen=True)
class Variable:
    """One variable: ``kind`` is one of KINDS, ``default`` the settings' own words for it."""

    name: str
    kind: str
    default: str


def variables() -> list[Variable]:
    """What the settings read, in their order, each once."""
    found: dict[str, Variable] = {}
    for source in SOURCES:
        for node in ast.walk(ast.parse((HERE / source).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                variable = _variable(node.func.attr, node.args)
                if variable is not None:
                    found.setdefault(variable.name, variable)
            if isinstance(node, ast.Tuple) and source.endswith("keys.py"):
                for name in _names(node):
                    found.setdefault(name, Variable(name, "env_secret", ""))
    order = {name: number for number, name in enumerate(ABOUT)}
    return sorted(found.values(), key=lambda one: order.get(one.name, len(order)))


def reference() -> str:
    """The page for the operator, in Markdown."""
    lines = [
        "# Environment",
        "",
        "Made by `manage.py environment_reference`; change the settings or `operation/environment.py`, then",
        "make it anew. A secret may also stand in a file: `<NAME>_FILE` names it, one value in the file, and",
        "both at once are refused.",
        "",
        "| variable | kind | default | meaning |",
        "|---|---|---|---|",
    ]
    for one in variables():
        default = f"`{one.default}`" if one.default else ""
        kind = KINDS[one.kind]
        about = ABOUT[one.name].replace("|", "\\|")
        lines.append(f"| `{one.name}` | {kind} | {default} | {about} |")
    return "\n".join(lines) + "\n"


def known_names() -> set[str]:
    """Every name that may be set, with the files of secrets."""
    found = variables()
    files = {f"{one.name}_FILE" for one in found if one.kind == "env_secret"}
    return {one.name for one in found} | files | OF_DESK_PY


def _variable(called: str, arguments: list[ast.expr]) -> Variable | None:
    if called not in KINDS or not arguments or not isinstance(arguments[0], ast.Constant):
        return None
    default = arguments[1] if len(arguments) > 1 else None
    plain = default.value if isinstance(default, ast.Constant) else ""
    if isinstance(plain, bool):
        plain = int(plain)
    return Variable(str(arguments[0].value), called, str(plain))


def _names(node: ast.Tuple) -> list[str]:
    values = [one.value for one in node.elts if isinstance(one, ast.Constant)]
    return [str(value) for value in values if str(value).startswith("COACHDESK_")]
