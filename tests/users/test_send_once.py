"""A form that creates is carried out once, however often it is sent (REL-05)."""

from __future__ import annotations

import uuid

import pytest
from django import forms

from coachdesk.users.form_keys import FormKeyField, Sent, send_once
from coachdesk.users.models import FormSubmission
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


class Words(forms.Form):
    form_key = FormKeyField()
    text = forms.CharField()


def sent(key: uuid.UUID, text: str, *, actor, create) -> tuple[Sent | None, Words]:
    form = Words({"form_key": str(key), "text": text})
    assert form.is_valid()
    answer = send_once(
        form, name="words", content=[text], actor_id=actor.pk, create=create, refusal="Not again."
    )
    return answer, form


@pytest.mark.proves("REL-05")
def test_the_same_again_makes_nothing_new_and_other_words_are_refused_on_the_form():
    actor, key, made = make_staff(), uuid.uuid4(), []

    def create() -> uuid.UUID:
        made.append(uuid.uuid4())
        return made[-1]

    assert sent(key, "one", actor=actor, create=create)[0] == Sent(made[0], again=False)
    assert sent(key, "one", actor=actor, create=create)[0] == Sent(made[0], again=True)
    answer, form = sent(key, "two", actor=actor, create=create)
    assert (answer, form.errors) == (None, {"__all__": ["Not again."]})
    answer, form = sent(key, "one", actor=make_staff(), create=create)
    assert (answer, form.errors) == (None, {"__all__": ["Not again."]})
    assert len(made) == 1


@pytest.mark.proves("REL-05")
def test_what_the_act_raises_leaves_the_key_free():
    actor, key = make_staff(), uuid.uuid4()

    def fail() -> uuid.UUID:
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        sent(key, "one", actor=actor, create=fail)
    assert not FormSubmission.objects.exists()
    made = uuid.uuid4()
    assert sent(key, "one", actor=actor, create=lambda: made)[0] == Sent(made, again=False)
