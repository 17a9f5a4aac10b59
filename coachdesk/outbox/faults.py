"""What goes wrong between us and a mail server, in words, and whose fault it is (REL-18)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

BUSY = "busy"
INSECURE = "insecure"
KEPT_HERE = "kept_here"
REFUSED = "refused"
SENDER = "sender"
SIGN_IN = "sign_in"
UNREACHABLE = "unreachable"

# Every mail would fail with these: our server or our settings are at fault, not the mail.
OF_THE_SERVER = (UNREACHABLE, SIGN_IN, INSECURE, SENDER)

_WORDS = {
    UNREACHABLE: _("The mail server does not answer."),
    SIGN_IN: _("The mail server does not accept the user name and password."),
    INSECURE: _("There is no safe connection to the mail server."),
    SENDER: _("The mail server does not accept our sender address."),
    BUSY: _("The mail server asked us to come back later."),
    REFUSED: _("The mail was refused for good: the address may be wrong."),
    KEPT_HERE: _("No mail server was set: it was kept in the data folder and reached nobody."),
    "WorkerLost": _("The worker was stopped each time while it sent this."),
}

_BACKENDS = "django.core.mail.backends"
_REACH_NOBODY = tuple(
    f"{_BACKENDS}.{name}.EmailBackend" for name in ("filebased", "console", "dummy")
)


def has_mail_server() -> bool:
    """Whether mail goes to anybody in this installation, or is only kept or printed here."""
    return settings.EMAIL_BACKEND not in _REACH_NOBODY


class MailFault(Exception):
    """A mail did not leave; ``key`` says why, ``code`` is the server's answer or 0.

    Never holds the server's words: they repeat addresses.
    """

    def __init__(self, key: str, code: int = 0) -> None:
        super().__init__(key)
        self.key = key
        self.code = code

    @property
    def for_good(self) -> bool:
        """Whether another try of the same mail is useless."""
        return self.key == REFUSED

    @property
    def note(self) -> str:
        """What the message's row keeps: the key alone for faults of the server, so that rows can
        be found by it; else with the server's code."""
        return self.key if self.key in OF_THE_SERVER or not self.code else f"{self.key} {self.code}"


def fault_words(note: str) -> str:
    """``last_error`` of a message in words; what has no words is given back as it is."""
    key, _blank, code = note.partition(" ")
    words = _WORDS.get(key)
    if words is None:
        return note
    return f"{words} ({code})" if code else str(words)
