"""Everything is sealed anew under a new key, also twice in a row and from where it stopped (SEC-51)."""

from __future__ import annotations

import itertools

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction

from clients.agreements.files import add_document, read_document
from coachdesk.audit.models import AuditEvent
from coachdesk.audit.services import link_new_events, record, verify_chain
from coachdesk.lib import keys, sealed
from coachdesk.operation.key_rotation import keys_in_use, rotate
from coachdesk.operation.models import OperationRun
from coachdesk.users.models import User
from sessions.notes.verification import verify_notes
from tests.coaching_sessions.makers import make_draft, make_meeting, make_signed
from tests.factories import make_client, make_staff
from tests.letters import make_letter

pytestmark = pytest.mark.django_db
FIRST = "k1"


@pytest.fixture(autouse=True)
def _known_ciphers():
    sealed._cipher.cache_clear()
    yield
    sealed._cipher.cache_clear()


def new_key(settings, name: str) -> None:
    """Put a new key in front of the others."""
    settings.FIELD_KEYS = ((name, name.encode().ljust(32, b"-")), *settings.FIELD_KEYS)


def only(settings, *names: str) -> None:
    """Forget every other key."""
    settings.FIELD_KEYS = tuple(pair for pair in settings.FIELD_KEYS if pair[0] in names)
    sealed._cipher.cache_clear()


def a_practice() -> User:
    """Letters, a client with a file, a second step, a draft and a signed note, a sealed reason."""
    coach = make_staff(name="Vesper Quill")
    client = make_client(coach, name="Marigold Unlikely")
    make_letter()
    make_draft(make_meeting(client))
    make_signed(make_meeting(client, hours=-30), summary="Ask once.")
    row = coach.authenticator_set.get()
    row.data = {"secret": get_adapter().encrypt("totp secret")}
    row.save()
    add_document(client=client, actor=coach, title="Plan", body=b"a plain text", from_client=True)
    record(action="glass.broken", actor=coach, target=client, reason="a reason to look")
    link_new_events()
    return coach


@pytest.mark.proves("SEC-51")
def test_everything_is_under_the_new_key_but_what_nobody_may_change(settings):
    coach = a_practice()
    names = set(default_storage.listdir("documents")[1])
    new_key(settings, "k2")
    done = rotate()
    assert (done.finished, done.broken) == (True, {})
    assert set(done.kept) == {"audit_auditevent", "coaching_sessions_note"}
    assert done.old_keys == {FIRST}
    assert keys_in_use()[FIRST] == sum(done.kept.values())
    assert done.resealed["mfa_authenticator"] == 1
    assert done.resealed["clients_document.file"] == 1
    assert AuditEvent.objects.get(action="glass.broken").reason == "a reason to look"
    assert verify_chain().broken == ()
    assert verify_notes().broken == ()
    document = coach.case_assignments.get().case.client.documents.get()
    assert read_document(document) == b"a plain text"
    now = set(default_storage.listdir("documents")[1])
    assert (len(now), now & names) == (len(names), set())


@pytest.mark.proves("SEC-51")
def test_two_in_a_row_and_the_middle_key_is_not_needed(settings):
    a_practice()
    new_key(settings, "k2")
    rotate()
    new_key(settings, "k3")
    done = rotate()
    assert done.old_keys == {FIRST}
    only(settings, "k3", FIRST)
    assert set(keys_in_use()) == {"k3", FIRST}
    assert User.objects.get(pk=make_staff().pk).address.endswith("@example.org")
    assert "Vesper Quill" in {user.display_name for user in User.objects.all()}
    secrets = [row.data["secret"] for row in Authenticator.objects.all()]
    assert "totp secret" in [
        get_adapter().decrypt(secret) for secret in secrets if secret.startswith("k3.")
    ]


@pytest.mark.proves("SEC-51")
def test_it_stops_where_it_is_told_and_goes_on_from_there(settings):
    a_practice()
    new_key(settings, "k2")
    asked = itertools.count()
    first = rotate(stop=lambda: next(asked) > 6)
    assert not first.finished
    assert sum(first.resealed.values()) > 0
    second = rotate()
    assert second.finished
    assert sum(second.resealed.values()) > 0
    assert rotate().resealed == {}
    reports = [run.good for run in OperationRun.objects.order_by("started_at")]
    assert reports == [False, True, True]


def test_words_that_somebody_saves_meanwhile_are_not_overwritten(settings, monkeypatch):
    coach = a_practice()
    new_key(settings, "k2")
    real = sealed.reseal

    def slow(value: str, context: str):
        if "display_name" in context and str(coach.pk) in context:
            with transaction.atomic():
                other = User.objects.get(pk=coach.pk)
                other.display_name = "Vesper Quill-Moss"
                other.save(update_fields=["display_name"])
        return real(value, context)

    monkeypatch.setattr("coachdesk.operation.key_rotation.reseal", slow)
    rotate()
    assert User.objects.get(pk=coach.pk).display_name == "Vesper Quill-Moss"


def test_a_value_that_does_not_open_stays_and_is_told(settings):
    coach = a_practice()
    broken = sealed.Ciphertext("k1.AAAA")
    User.objects.filter(pk=coach.pk).update(address=broken)
    new_key(settings, "k2")
    with pytest.raises(CommandError, match="Some values do not open"):
        call_command("rotate_keys")
    assert User.objects.filter(pk=coach.pk, address=broken).exists()
    assert OperationRun.objects.get().report["broken"] == {"users_user": 1}


def test_with_one_key_there_is_nothing_to_rotate(settings):
    with pytest.raises(CommandError, match="one field key only"):
        call_command("rotate_keys")


def test_a_new_field_key_is_put_in_front_in_the_key_file(settings, tmp_path, capsys):
    settings.KEY_FILE = tmp_path / "keys.json"
    keys.create_key_file(settings.KEY_FILE)
    before = keys.keys_from_file(settings.KEY_FILE)
    settings.FIELD_KEYS = before.fields
    call_command("make_keys", "--field-key")
    after = keys.keys_from_file(settings.KEY_FILE)
    assert (after.signing, after.lookup) == (before.signing, before.lookup)
    assert [name for name, _key in after.fields] == ["k2", "k1"]
    assert after.fields[1:] == before.fields


def test_fresh_keys_are_accepted_by_the_settings(capsys, monkeypatch):
    call_command("make_keys")
    for line in capsys.readouterr().out.splitlines():
        if not line.startswith("#"):
            monkeypatch.setenv(*line.split("=", 1))
    found = keys.keys_from_environment()
    assert [name for name, _key in found.fields] == ["k1"]
