"""No message leaves that the gate did not pass."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SENDERS = ("django.core.mail", "smtplib", "email.mime")


@pytest.mark.proves("SEC-56")
def test_only_the_outbox_can_send_and_only_behind_the_gate():
    found = set()
    for package in ("coachdesk", "clients", "sessions"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                elif isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                if any(name.startswith(SENDERS) for name in names):
                    found.add(str(path.relative_to(ROOT)))
    assert found == {"coachdesk/outbox/delivery.py"}
    send = (ROOT / "coachdesk/outbox/delivery.py").read_text()
    assert send.index("judge(message") < send.index("EmailMessage(\n")
