from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.proves("SEC-64")
def test_operators_learn_who_read_what_and_when_by_ids_only():
    coach, other = make_staff(), make_staff()
    client, theirs = make_client(coach), make_client(other)
    signed_in(coach).get(f"/desk/clients/{client.pk}/")
    signed_in(other).get(f"/desk/clients/{theirs.pk}/")
    today, out = str(timezone.localdate()), StringIO()
    call_command("breach_report", today, today, "--actor", str(coach.pk), stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 2
    assert str(client.pk) in lines[1]
    assert client.name not in out.getvalue()
    with pytest.raises(CommandError):
        call_command("breach_report", "yesterday", today)
