from __future__ import annotations

import pytest
from django.core import serializers
from django.db import connection, transaction

from coachdesk.lib.sealed import SealBroken, unreadable_text, unseal
from coachdesk.users.models import User
from tests.factories import make_client_user


@pytest.mark.django_db
@pytest.mark.proves("SEC-49")
def test_the_database_holds_no_clear_text_and_the_key_id_stands_in_front():
    user = make_client_user(name="Ana Okonkwo")
    with connection.cursor() as cursor:
        cursor.execute("SELECT display_name, address FROM users_user")
        name, address = cursor.fetchone()
    assert name.startswith("k1.")
    assert "Ana" not in name
    assert "example" not in address
    assert User.objects.get(pk=user.pk).display_name == "Ana Okonkwo"


@pytest.mark.django_db
@pytest.mark.proves("SEC-52")
def test_a_value_moved_to_another_row_does_not_open():
    one, two = make_client_user(name="Ana"), make_client_user(name="Bo")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT display_name FROM users_user WHERE login_alias = %s", [one.login_alias]
        )
        stolen = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE users_user SET display_name = %s WHERE login_alias = %s",
            [stolen, two.login_alias],
        )
    found = User.objects.get(pk=two.pk)
    assert str(found.display_name) == str(unreadable_text())
    with pytest.raises(SealBroken, match=r"^a sealed value does not open$"):
        unseal(stolen, User._meta.get_field("display_name").context(found))


@pytest.mark.django_db
@pytest.mark.proves("SEC-52")
def test_a_flipped_bit_does_not_open():
    user = make_client_user()
    with connection.cursor() as cursor:
        cursor.execute("SELECT display_name FROM users_user")
        value = cursor.fetchone()[0]
        flipped = value[:-6] + ("A" if value[-6] != "A" else "B") + value[-5:]
        cursor.execute("UPDATE users_user SET display_name = %s", [flipped])
    assert str(User.objects.get(pk=user.pk).display_name) == str(unreadable_text())


@pytest.mark.django_db
def test_clear_text_cannot_be_written_past_the_instance():
    user = make_client_user(name="Ana")
    with pytest.raises(TypeError), transaction.atomic():
        User.objects.update(display_name="clear")
    assert User.objects.get(pk=user.pk).display_name == "Ana"


@pytest.mark.django_db
@pytest.mark.proves("SEC-53")
def test_dumpdata_carries_no_private_text():
    user = make_client_user(name="Ana Okonkwo")
    assert "Okonkwo" not in serializers.serialize("json", [user])
