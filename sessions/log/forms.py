"""Forms of the session page."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.safety.triage_reading import code_words
from coachdesk.users.models import Role, User
from sessions.form_fields import TIME
from sessions.models import (
    AttendanceStatus,
    CoachingSession,
    Mode,
    Note,
    Participant,
    Risk,
    SessionKind,
    TookPlace,
)
from sessions.notes.forms import NOTE_LIMIT
from sessions.notes.services import RISK_CODES, Draft, is_late
from sessions.wall_time import instant, on_wall


class NoteForm(forms.Form):
    """The session's facts and its note on one page. Everything may stay open until it is signed."""

    quiet_optional = True
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    took_place = forms.ChoiceField(
        label=lazy("Did it take place?"),
        choices=TookPlace.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    kind = forms.ChoiceField(label=lazy("Type"), choices=SessionKind.choices)
    mode = forms.ChoiceField(label=lazy("How"), choices=Mode.choices)
    began = forms.TimeField(label=lazy("Began"), widget=TIME, required=False)
    stopped = forms.TimeField(label=lazy("Stopped"), widget=TIME, required=False)
    client_came = forms.ChoiceField(label=lazy("Client"), choices=AttendanceStatus.choices)
    partner_came = forms.ChoiceField(
        label=lazy("Partner"), choices=AttendanceStatus.choices, required=False
    )
    summary = TextArea(label=lazy("Agreed until next time"), limit=4000, required=False)
    risk = forms.ChoiceField(
        label=lazy("Safety check"),
        choices=Risk.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=lazy(
            "Asked at every session. “Watch” and “Act now” open a safety flag for the supervisor."
        ),
    )
    risk_why = TextArea(label=lazy("Why?"), limit=2000, required=False)
    codes = forms.MultipleChoiceField(
        label=lazy("What is it about?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    interventions = forms.MultipleChoiceField(
        label=lazy("What we used"), widget=forms.CheckboxSelectMultiple, required=False
    )
    goals = forms.MultipleChoiceField(
        label=lazy("Goals touched"), widget=forms.CheckboxSelectMultiple, required=False
    )
    late_reason = TextLine(
        label=lazy("Why is it written only now?"),
        limit=500,
        required=False,
        help_text=lazy("More than 72 hours have passed: the note is a late entry and says why."),
    )
    private = TextArea(label=lazy("Private note"), limit=NOTE_LIMIT, required=False)

    def __init__(
        self,
        *args: Any,
        note: Note,
        meeting: CoachingSession,
        user: User,
        interventions: list[Any],
        goals: list[Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.note, self.meeting = note, meeting
        for key, heading in note.headings:
            self.fields[f"part_{key}"] = TextArea(label=heading, limit=NOTE_LIMIT, required=False)
        if note.version == 1 and note.headings and not self.is_bound:
            # A note just begun: whoever came here by keyboard writes at once.
            self.fields[f"part_{note.headings[0][0]}"].widget.attrs["autofocus"] = True
        self._choices("codes", [(code, code_words(code)) for code in RISK_CODES])
        self._choices("interventions", [(str(i.pk), i.name) for i in interventions])
        self._choices("goals", [(str(g.pk), g.text) for g in goals])
        if not is_late(meeting, timezone.now()):
            del self.fields["late_reason"]
        if Role.COUNSELOR not in user.roles:
            del self.fields["private"]
        if meeting.case.kind != "one_partner":
            del self.fields["partner_came"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    @property
    def parts(self) -> list[forms.BoundField]:
        """The fields of the note's parts in their order."""
        return [self[f"part_{key}"] for key, _heading in self.note.headings]

    def field_about(self, about: str) -> str | None:
        """The field a refusal of the service is about; None where it is about the whole note."""
        if about == "sections" and self.note.headings:
            return f"part_{self.note.headings[0][0]}"
        return about if about in self.fields else None

    @property
    def draft(self) -> Draft:
        """What was sent, as the service takes it."""
        data = self.cleaned_data
        return Draft(
            sections={key: data[f"part_{key}"] for key, _heading in self.note.headings},
            summary=data["summary"],
            took_place=data["took_place"] or TookPlace.YES,
            risk=data["risk"],
            risk_why=data["risk_why"],
            interventions=tuple(data.get("interventions", ())),
            goals=tuple(data.get("goals", ())),
        )

    @property
    def facts(self) -> dict[str, Any]:
        """Type, mode, times and attendance, as the service takes them."""
        data = self.cleaned_data
        came = {Participant.CLIENT.value: data["client_came"]}
        if data.get("partner_came"):
            came[Participant.PARTNER.value] = data["partner_came"]
        return {
            "kind": data["kind"],
            "mode": data["mode"],
            "actual_start": self._instant(data["began"], self.meeting.actual_start),
            "actual_stop": self._instant(data["stopped"], self.meeting.actual_stop),
            "attendance": came,
        }

    def _instant(self, at: time | None, known: datetime | None) -> datetime | None:
        if at is None:
            return None
        # The clock shows minutes; a time that was not touched keeps its seconds.
        if known is not None and f"{on_wall(known, self.meeting.zone):%H:%M}" == f"{at:%H:%M}":
            return known
        return instant(self.meeting.on, at, self.meeting.zone)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        began, stopped = data.get("began"), data.get("stopped")
        if began and stopped and stopped < began:
            self.add_error("stopped", _("It can’t stop before it began."))
        return data


def initial_of(
    meeting: CoachingSession, note: Note, private: str, picked: list[Any]
) -> dict[str, Any]:
    """What the form shows of what is stored."""
    came = {a.who: a.status for a in meeting.attendances.all()}

    def clock(moment: datetime | None) -> time | None:
        return on_wall(moment, meeting.zone).time() if moment else None

    said = note.sections or {}
    return {
        "version": note.version,
        "took_place": note.took_place,
        "kind": meeting.kind,
        "mode": meeting.mode,
        "began": clock(meeting.actual_start),
        "stopped": clock(meeting.actual_stop),
        "client_came": came.get("client", AttendanceStatus.ATTENDED),
        "partner_came": came.get("partner", AttendanceStatus.NOT_INVITED),
        "summary": note.summary,
        "risk": note.risk,
        "risk_why": note.risk_why,
        "interventions": [str(i.pk) for i in picked if i.name in note.interventions],
        "goals": note.goals,
        "private": private,
        **{f"part_{key}": said.get(key, "") for key, _heading in note.headings},
    }
