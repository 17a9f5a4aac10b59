"""A secret stands in a variable, or in a file that a variable names, never in both (SEC-50)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from coachdesk.lib.env import env_secret
from coachdesk.lib.keys import keys_from_environment

NAME = "COACHDESK_LOOKUP_KEY"


def test_a_secret_may_stand_in_a_file(tmp_path, monkeypatch):
    path = tmp_path / "lookup_key"
    path.write_text("the secret\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(path))
    assert env_secret(NAME) == "the secret"
    monkeypatch.setenv(NAME, "another")
    with pytest.raises(ImproperlyConfigured, match="are both set") as refused:
        env_secret(NAME)
    assert "another" not in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "lookup_key"
    monkeypatch.setenv(f"{NAME}_FILE", str(path))
    with pytest.raises(ImproperlyConfigured, match="cannot be read: No such file"):
        env_secret(NAME)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ImproperlyConfigured, match="it is no text"):
        env_secret(NAME)


def test_nothing_set_is_nothing(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    assert env_secret(NAME) == ""


def test_a_lookup_key_that_is_no_base64_is_refused_in_words(monkeypatch):
    monkeypatch.setenv("COACHDESK_SECRET_KEY", "s" * 50)
    monkeypatch.setenv("COACHDESK_FIELD_KEYS", f"k1:{'A' * 43}=")
    monkeypatch.setenv(NAME, "not base64!")
    with pytest.raises(ImproperlyConfigured, match="the lookup key must be base64"):
        keys_from_environment()
