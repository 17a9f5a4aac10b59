"""Forms of the calendar: booking, hours, leave, rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Client
from coachdesk.lib.as_shown import AsShown, AsShownForm
from coachdesk.lib.fields import TextLine
from coachdesk.lib.zones import ZoneField
from coachdesk.users.form_keys import FormKeyField
from coachdesk.users.models import User
from sessions.calendar.practice_rules import MOST_HOURS_BEFORE
from sessions.form_fields import DAY, TIME
from sessions.models import (
    KindLength,
    Mode,
    SessionKind,
)

WEEKDAYS = (
    (0, lazy("Monday")),
    (1, lazy("Tuesday")),
    (2, lazy("Wednesday")),
    (3, lazy("Thursday")),
    (4, lazy("Friday")),
    (5, lazy("Saturday")),
    (6, lazy("Sunday")),
)


class BookForm(forms.Form):
    """One appointment or a series. Everything is checked again when it is booked."""

    quiet_optional = True
    client = forms.ChoiceField(label=lazy("Client"))
    coach = forms.ChoiceField(label=lazy("With"))
    kind = forms.ChoiceField(
        label=lazy("Type"), choices=SessionKind.choices, initial=SessionKind.ONE_PARTNER
    )
    mode = forms.ChoiceField(label=lazy("How"), choices=Mode.choices, initial=Mode.VIDEO)
    on = forms.DateField(label=lazy("Day"), widget=DAY)
    at = forms.TimeField(label=lazy("Time"), widget=TIME)
    minutes = forms.IntegerField(
        label=lazy("Minutes"),
        min_value=5,
        max_value=600,
        required=False,
        help_text=lazy("Empty: the usual length of the type."),
    )
    room = TextLine(label=lazy("Room"), limit=80, required=False)
    video_link = TextLine(label=lazy("Video link"), limit=300, required=False)
    every_weeks = forms.IntegerField(
        label=lazy("Repeat every … weeks"), min_value=1, max_value=8, initial=1, required=False
    )
    times = forms.IntegerField(
        label=lazy("How often in all"), min_value=1, max_value=52, initial=1, required=False
    )
    form_key = FormKeyField()

    def __init__(
        self, *args: Any, clients: list[Client], coaches: list[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clients = {str(c.pk): c for c in clients}
        self.coaches = {str(u.pk): u for u in coaches}
        choices = sorted(((pk, c.name) for pk, c in self.clients.items()), key=lambda x: x[1])
        self.fields["client"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        self.fields["coach"].choices = [  # type: ignore[attr-defined]
            (pk, u.display_name) for pk, u in self.coaches.items()
        ]
        if len(self.coaches) == 1:
            self.fields["coach"].initial = next(iter(self.coaches))

    def clean_video_link(self) -> str:
        link: str = self.cleaned_data["video_link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("A link begins with https://"))
        return link


class OpeningForm(forms.Form):
    """A weekly window."""

    quiet_optional = True
    weekday = forms.TypedChoiceField(label=lazy("Day"), choices=WEEKDAYS, coerce=int)
    opens = forms.TimeField(label=lazy("From"), widget=TIME)
    closes = forms.TimeField(label=lazy("Until"), widget=TIME)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens") and data.get("closes") and data["closes"] <= data["opens"]:
            self.add_error("closes", _("It has to end after it begins."))
        return data


class ExceptionForm(forms.Form):
    """Leave, or other hours, from one day to another."""

    quiet_optional = True
    first_day = forms.DateField(label=lazy("From"), widget=DAY)
    last_day = forms.DateField(label=lazy("To"), widget=DAY)
    opens = forms.TimeField(
        label=lazy("Open from"), widget=TIME, required=False, help_text=lazy("Empty: away all day.")
    )
    closes = forms.TimeField(label=lazy("Open until"), widget=TIME, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and (last < first or (last - first).days > 366):
            self.add_error("last_day", _("Please check the days: up to one year, in order."))
        if first and not 2000 <= first.year <= 2100:
            self.add_error("first_day", _("Please check the year."))
        opens, closes = data.get("opens"), data.get("closes")
        if bool(opens) != bool(closes) or (opens and closes and closes <= opens):
            self.add_error("closes", _("Give both hours, the later one second, or neither."))
        return data


class RulesForm(AsShownForm):
    """What holds when clients ask for times."""

    quiet_optional = True
    notice_hours = forms.IntegerField(
        label=lazy("At least so many hours ahead"), min_value=0, max_value=720
    )
    most_a_day = forms.IntegerField(label=lazy("At most so many a day"), min_value=1, max_value=20)
    ahead_days = forms.IntegerField(
        label=lazy("At most so many days ahead"), min_value=1, max_value=365
    )
    free_cancel_hours = forms.IntegerField(
        label=lazy("Cancelling is late within so many hours"), min_value=0, max_value=720
    )
    time_zone = ZoneField()


class FeedForm(forms.Form):
    """The personal calendar address."""

    with_names = forms.BooleanField(
        label=lazy("Show clients’ names in it"),
        required=False,
        help_text=lazy("Only where nobody else sees your calendar."),
    )


class PracticeRulesForm(AsShownForm):
    """What holds for everybody's appointments."""

    quiet_optional = True
    reminder_hours = TextLine(
        label=lazy("Reminders leave so many hours before"),
        limit=40,
        required=False,
        help_text=lazy("For example 48, 2. Empty: none. Each leaves once, by safe ways only."),
    )
    client_requests_need_approval = forms.BooleanField(
        label=lazy("A time a client asks for waits for the coach"), required=False
    )
    no_show_uses_credit = forms.BooleanField(
        label=lazy("Who doesn’t come uses up a session of the package"), required=False
    )

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        hours = ", ".join(str(hour) for hour in initial["reminder_hours"])
        super().__init__(*args, initial=initial | {"reminder_hours": hours}, **kwargs)

    def clean_reminder_hours(self) -> list[int]:
        """The hours, longest before first."""
        words = self.cleaned_data["reminder_hours"].replace(",", " ").split()
        if len(words) > 4 or not all(
            word.isdecimal() and 1 <= int(word) <= MOST_HOURS_BEFORE for word in words
        ):
            raise forms.ValidationError(
                _("Up to four whole numbers between 1 and %(most)d, such as 48, 2."),
                params={"most": MOST_HOURS_BEFORE},
            )
        return sorted({int(word) for word in words}, reverse=True)


class KindLengthForm(AsShown, forms.ModelForm):  # type: ignore[type-arg]
    """How long one type of session lasts, with the quiet before and after it."""

    minutes = forms.IntegerField(label=lazy("Minutes"), min_value=5, max_value=600)
    before = forms.IntegerField(label=lazy("Quiet before"), min_value=0, max_value=120)
    after = forms.IntegerField(label=lazy("Quiet after"), min_value=0, max_value=120)

    class Meta:
        model = KindLength
        fields = ("minutes", "before", "after", "clients_may_ask")
        labels = {"clients_may_ask": lazy("Clients may ask for it in the portal")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = str(SessionKind(self.instance.kind).label)
        for field in self.fields.values():
            # The column's heading is the label one sees; this one is heard.
            field.widget.attrs["aria-label"] = f"{self.what}: {field.label}"


class NextForm(forms.Form):
    """The next appointment, from the session page."""

    quiet_optional = True
    on = forms.DateField(label=lazy("Day"), widget=DAY)
    at = forms.TimeField(label=lazy("Time"), widget=TIME)
    mode = forms.ChoiceField(label=lazy("How"), choices=Mode.choices)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not 2000 <= on.year <= 2100:
            raise forms.ValidationError(_("Please check the year."))
        return on


_WHICH = (
    ("this", lazy("Only this one")),
    ("following", lazy("This and the following")),
    ("all", lazy("All that lie ahead")),
)


class _SeriesForm(forms.Form):
    quiet_optional = True

    def __init__(self, *args: Any, in_series: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_series:
            del self.fields["which"]


class MoveForm(_SeriesForm):
    """Another time for an appointment or its series."""

    on = forms.DateField(label=lazy("Day"), widget=DAY)
    at = forms.TimeField(label=lazy("Time"), widget=TIME)
    which = forms.ChoiceField(
        label=lazy("Which ones?"), choices=_WHICH, widget=forms.RadioSelect, required=False
    )


class CancelForm(_SeriesForm):
    """Who cancels, and why."""

    by = forms.ChoiceField(
        label=lazy("Who cancels?"),
        choices=(
            ("us", lazy("We do, or the client in good time")),
            ("client_late", lazy("The client, late")),
        ),
        widget=forms.RadioSelect,
        initial="us",
    )
    reason = TextLine(label=lazy("Reason, for the team"), limit=500, required=False)
    which = forms.ChoiceField(
        label=lazy("Which ones?"),
        choices=_WHICH,
        widget=forms.RadioSelect,
        initial="this",
        required=False,
    )
