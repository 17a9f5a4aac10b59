from __future__ import annotations

from django import forms

from coachdesk.lib.fields import TextLine


class Empty(forms.Form):
    name = TextLine(label="Name", limit=40)
    one = forms.ChoiceField(choices=[("a", "A")])
    yes = forms.BooleanField()


def test_an_empty_field_says_how_to_put_it_right():
    errors = Empty({}).errors
    assert [errors[name][0] for name in ("name", "one", "yes")] == [
        "Please fill this in.",
        "Please choose one.",
        "Please tick this to go on.",
    ]
