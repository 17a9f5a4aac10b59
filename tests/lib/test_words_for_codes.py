"""Codes stand in words: devices, languages, kinds of message."""

from __future__ import annotations

import pytest

from coachdesk.lib.templatetags.ui import device, language
from coachdesk.outbox.message_kinds import kind_words
from coachdesk.outbox.models import OutboxMessage


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Firefox/140.0", "Firefox on Android"),
        ("<script>", "A browser we don’t know"),
        ("", "A browser we don’t know"),
    ],
)
def test_a_browser_is_named_by_the_words_people_know(sent, shown):
    assert device(sent) == shown


@pytest.mark.parametrize(
    ("code", "shown"), [("de", "German"), ("pt-br", "Brazilian Portuguese"), ("xx", "xx")]
)
def test_a_language_is_named_and_an_unknown_code_stays(code, shown):
    assert language(code) == shown


@pytest.mark.parametrize(
    ("kind", "task", "shown"),
    [
        ("client.program", "outbox.mail", "A program was offered"),
        ("account.login_code", "outbox.mail", "Sign-in"),
        ("", "questions.sweep", "Work in the background: questions.sweep"),
    ],
)
def test_a_message_says_what_it_is_for(kind, task, shown):
    assert kind_words(OutboxMessage(mail_kind=kind, task=task)) == shown
