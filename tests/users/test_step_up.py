"""What counts as a fresh proof of who is there; and that it is asked of the library's public face."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest
from django.urls import reverse_lazy

from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in_earlier

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
GATED = reverse_lazy("usersessions_list")


def opened(*records: dict[str, object] | None, somebody_else: bool = False) -> bool:
    """Whether a page that demands a fresh proof opens for an owner with these records."""
    owner = make_staff(Role.OWNER)
    browser = signed_in_earlier(owner)
    session = browser.session
    if records != (None,):
        session["account_authentication_methods"] = list(records)
        other = make_staff(Role.OWNER) if somebody_else else owner
        session["account_authentication_methods_user"] = str(other.pk)
        session.save()
    answer = browser.get(GATED)
    asked = answer.status_code == 302
    assert not asked or answer.url.startswith("/accounts/reauthenticate/")
    return not asked


def proof(seconds_ago: float, **more: object) -> dict[str, object]:
    record = {"method": "password", "at": time.time() - seconds_ago, "reauthenticated": True}
    return record | more


@pytest.mark.proves("SEC-22")
def test_a_proof_within_five_minutes_opens_the_page():
    assert opened(proof(250))


@pytest.mark.proves("SEC-22")
@pytest.mark.parametrize(
    "record",
    [None, proof(301), proof(1, reauthenticated=False)],
    ids=["none", "too old", "only the log-in"],
)
def test_anything_else_does_not(record):
    assert not opened(record)


@pytest.mark.proves("SEC-22")
def test_a_fresh_log_in_with_password_and_factor_is_a_proof_for_its_five_minutes():
    login = {"reauthenticated": False}
    factor = {"method": "mfa", "type": "totp"}
    assert opened(proof(250, **login), proof(249, **login) | factor)
    assert not opened(proof(301, **login), proof(249, **login) | factor)


@pytest.mark.proves("SEC-22")
def test_a_code_by_mail_is_no_proof():
    code = {"method": "code"}
    assert not opened(proof(1) | code, proof(1, reauthenticated=False, method="mfa", type="totp"))


@pytest.mark.proves("SEC-22")
def test_the_proof_of_somebody_else_in_the_same_browser_does_not():
    assert not opened(proof(1), somebody_else=True)


def test_nothing_is_imported_from_the_inside_of_a_library():
    found = []
    for package in ("coachdesk", "clients", "sessions"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                elif isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                else:
                    continue
                found += [
                    f"{path.relative_to(ROOT)}: {n}" for n in names if "internal" in n.split(".")
                ]
    assert found == []
