"""A lockdown reaches the letter a client came by."""

from __future__ import annotations

import pytest

from clients.contact.services import lift_lockdown, lock_down
from clients.models import Client
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import has_consent, record_choice
from coachdesk.consents.shipped_texts import load_consent_texts
from coachdesk.outbox.models import ContactFreeze
from coachdesk.questions.models import Question
from tests.factories import make_client, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.proves("SEC-76")
def test_a_lockdown_withdraws_the_consent_that_linked_articles_stand_on():
    load_consent_texts()
    coach = make_staff()
    client = make_client(coach)
    question = Question.objects.create(pseudonym="Ilse", letter="words")
    Client.objects.filter(pk=client.pk).update(source_question_id=question.pk)
    record_choice(person_id=question.pk, kind=ConsentKind.PUBLICATION, granted=True, method="form")
    client.refresh_from_db()
    lock_down(client=client, actor=coach)
    assert not has_consent(question.pk, ConsentKind.PUBLICATION)
    assert ContactFreeze.objects.filter(ended_at=None).count() == 2
    lift_lockdown(client=client, actor=coach)
    assert not ContactFreeze.objects.filter(ended_at=None).exists()
    assert not has_consent(question.pk, ConsentKind.PUBLICATION)
