"""What is noted beside the session's note: stance, words and actions, whose worry it is, one small thing."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from clients.cases.forms import StanceForm
from clients.cases.services import set_stance
from clients.homework.forms import TaskForm
from clients.homework.homework_tasks import give_task
from clients.homework.models import TaskFor
from clients.models import CaseKind
from clients.words.forms import WordsForm, WorryForm
from clients.words.services import add_entry, add_worry
from coachdesk.lib.errors import Conflict
from coachdesk.users.form_keys import FormKeyField, send_once
from coachdesk.users.models import User
from sessions.models import CoachingSession


class _StanceBeside(StanceForm):
    """The stance beside a note. Whether it is old is asked when it is stored: the repeat of a page
    that was stored already is no old page."""

    def is_valid(self) -> bool:
        return forms.Form.is_valid(self)


class Beside:
    """The forms beside the note, by act. One of them may carry what could not be stored.

    ``bound`` names the form that ``data`` (a POST) belongs to. Stance and words stand only where
    one partner is absent.
    """

    def __init__(self, meeting: CoachingSession, bound: str = "", data: Any = None) -> None:
        self.bound, self._data = bound, data
        case = meeting.case
        self.forms: dict[str, forms.Form] = {"task": self._form("task", TaskForm)}
        if case.kind == CaseKind.ONE_PARTNER:
            initial = {"stance": case.partner_stance}
            self.forms["words"] = self._form("words", WordsForm, entries=[])
            # A pair with an earlier line is made on the log's own page, where those lines stand.
            del self.forms["words"].fields["contrast_to"]
            self.forms["stance"] = self._form("stance", _StanceBeside, initial=initial)
        self.forms["worry"] = self._form("worry", WorryForm)

    def _form(self, act: str, kind: Any, **kwargs: Any) -> forms.Form:
        form: forms.Form = kind(self._data if self.bound == act else None, prefix=act, **kwargs)
        form.fields["form_key"] = FormKeyField()
        form.quiet_optional = True  # type: ignore[attr-defined]
        for field in form.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2
        return form


def carry_out(act: str, form: forms.Form, meeting: CoachingSession, user: User) -> str | None:
    """Store one of the forms once; a second sending of the same page changes nothing.

    Returns what to tell the person, nothing for a repeat; None when the page was sent before with
    other words (REL-05) or shows a stance that has changed (REL-06), which then stands on the form.
    """
    data = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
    client = meeting.client

    def create() -> uuid.UUID:
        if act == "stance":
            if getattr(form, "stale", False):
                raise Conflict
            set_stance(case=meeting.case, actor=user, **data)
            return meeting.pk
        if act == "words":
            data.pop("contrast_to", None)
            return add_entry(client=client, actor=user, **data).pk
        if act == "worry":
            return add_worry(client=client, actor=user, **data).pk
        return give_task(client=client, actor=user, **data).pk

    said = {
        "stance": _("The partner’s stance is noted."),
        "words": _("Added to words and actions."),
        "worry": _("Sorted. It stands in the client’s own list."),
        "task": _("Given. It stands in the portal.")
        if data.get("whose") == TaskFor.CLIENT
        else _("Noted as your promise."),
    }
    try:
        sent = send_once(
            form,
            name=f"around:{act}:{meeting.pk}",
            content=list(data.values()),
            actor_id=user.pk,
            create=create,
            refusal=_("This page was sent before with other words. Both are kept."),
        )
    except Conflict:
        return None
    if sent is None:
        return None
    return "" if sent.again else said[act]
