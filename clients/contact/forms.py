"""Forms about safe contact: one channel at a time, in plain questions."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.as_shown import AsShownForm
from coachdesk.lib.fields import TextLine
from coachdesk.outbox.models import Channel, Permission, SafeContact, Wording

_DAYS = [
    ("0", _("Mon")),
    ("1", _("Tue")),
    ("2", _("Wed")),
    ("3", _("Thu")),
    ("4", _("Fri")),
    ("5", _("Sat")),
    ("6", _("Sun")),
]
_ADDRESS = {
    Channel.MAIL: _("Email address"),
    Channel.SMS: _("Number for text messages"),
    Channel.PHONE: _("Phone number"),
    Channel.POST: _("Postal address"),
}


def _window() -> tuple[forms.Field, forms.Field, forms.Field]:
    """Days, beginning and end of one window of safe hours; it may run over midnight."""
    days = forms.MultipleChoiceField(
        label=_("Safe days"), choices=_DAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    opens, closes = (
        forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}))
        for label in (_("From"), _("To"))
    )
    return days, opens, closes


# The names of the fields of each window, in the order of the form.
WINDOWS = tuple(
    (f"days{number}", f"opens{number}", f"closes{number}") for number in ("", "_2", "_3")
)


class ContactForm(AsShownForm):
    """What the person says about one channel. ``own`` asks in the person's own portal."""

    quiet_optional = True
    template_name = "clients/_contact_form.html"
    address = TextLine(label="", limit=254, required=False)
    permission = forms.ChoiceField(
        label=_("May we use it?"),
        widget=forms.RadioSelect,
        choices=[
            (Permission.SAFE, _("Yes, at any time")),
            (Permission.HOURS, _("Only in these hours")),
            (Permission.RECEIVE_ONLY, _("Only for contact that comes from the client")),
            (Permission.NEVER, _("Never")),
        ],
    )
    days, opens, closes = _window()
    days_2, opens_2, closes_2 = _window()
    days_3, opens_3, closes_3 = _window()
    read_only_by_person = forms.BooleanField(
        label=_("Nobody else reads this mailbox"),
        help_text=_("Without this tick no mail leaves."),
        required=False,
    )
    who_else = TextLine(label=_("Who else can see it?"), limit=200, required=False)
    voicemail = forms.BooleanField(label=_("A voicemail is all right"), required=False)
    code_word = TextLine(
        label=_("Code word"),
        help_text=_("Said first, so that both know it is really them."),
        limit=40,
        required=False,
    )
    if_someone_else_answers = TextLine(
        label=_("What to say if someone else answers"), limit=200, required=False
    )
    wording = forms.ChoiceField(
        label=_("How our messages sound"), choices=Wording.choices, required=False
    )

    _ONLY = {
        "read_only_by_person": (Channel.MAIL,),
        "voicemail": (Channel.PHONE,),
        "if_someone_else_answers": (Channel.PHONE,),
        "code_word": (Channel.PHONE, Channel.SMS),
        "wording": (Channel.MAIL, Channel.SMS),
    }

    def __init__(
        self,
        *args: Any,
        channel: str,
        contact: SafeContact | None = None,
        own: bool = False,
        fixed_address: bool = False,
        time_zone: str = "UTC",
        **kwargs: Any,
    ) -> None:
        self.channel, self.contact, self.time_zone = channel, contact, time_zone
        if contact is not None:
            kwargs.setdefault("initial", _initial(contact))
        super().__init__(*args, **kwargs)
        for name, channels in self._ONLY.items():
            if channel not in channels:
                del self.fields[name]
        self.fields["address"].label = _ADDRESS[Channel(channel)]
        self.fixed_address = fixed_address
        if fixed_address:
            del self.fields["address"]
        if own:
            self._speak_to_the_person()

    @property
    def stale(self) -> bool:
        """The answer Never wins from any page, however old; others may loosen what stands."""
        never = self.data.get(self.add_prefix("permission")) == Permission.NEVER
        return self.contact is not None and super().stale and not never

    def _speak_to_the_person(self) -> None:
        permission = self.fields["permission"]
        permission.choices = [  # type: ignore[attr-defined]
            (Permission.SAFE, _("Yes, at any time")),
            (Permission.HOURS, _("Only in these hours")),
            (Permission.RECEIVE_ONLY, _("I contact you; you don’t reach out")),
            (Permission.NEVER, _("Never")),
        ]
        if "read_only_by_person" in self.fields:
            self.fields["read_only_by_person"].label = _("Only I read this mailbox")
        self.fields["who_else"].label = _("Who else might see it?")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        permission = data.get("permission")
        wanted = permission in (Permission.SAFE, Permission.HOURS)
        address = self.contact.address if self.fixed_address and self.contact else ""
        address = data.get("address", "") or address
        if wanted and not address and "address" in self.fields:
            self.add_error("address", _("Please say where."))
        if address and self.channel == Channel.MAIL and "address" in self.fields:
            try:
                validate_email(address)
            except ValidationError:
                self.add_error("address", _("This doesn’t look like an email address yet."))
        if wanted and "read_only_by_person" in self.fields and not data.get("read_only_by_person"):
            self.add_error(
                "read_only_by_person",
                _("If somebody else may read it, please choose “Never” above. Nothing is lost."),
            )
        if permission == Permission.HOURS:
            self._check_windows(data)
        data["address"] = address
        return data

    def _check_windows(self, data: dict[str, Any]) -> None:
        """The first window is asked for, the others where something of them was filled in."""
        for number, (days, opens, closes) in enumerate(WINDOWS):
            if number and not any(data.get(name) for name in (days, opens, closes)):
                continue
            if not data.get(days):
                self.add_error(days, _("Please choose at least one day."))
            begins, ends = data.get(opens), data.get(closes)
            if begins is None or ends is None or begins == ends:
                self.add_error(closes, _("Please give a start, and another time for the end."))

    @property
    def windows(self) -> list[tuple[list[forms.BoundField], bool]]:
        """The fields of each window of hours, and whether something stands or is asked in them."""
        found = []
        for names in WINDOWS:
            fields = [self[name] for name in names]
            found.append((fields, any(field.value() or field.errors for field in fields)))
        return found

    @property
    def in_windows(self) -> set[str]:
        """The names that ``windows`` holds."""
        return {name for names in WINDOWS for name in names}

    def details(self) -> dict[str, Any]:
        """The further fields of the record, as ``set_safe_contact`` takes them."""
        data = self.cleaned_data
        hours: list[list[Any]] = []
        if data["permission"] == Permission.HOURS:
            for days, opens, closes in WINDOWS:
                hours += [
                    [int(day), f"{data[opens]:%H:%M}", f"{data[closes]:%H:%M}"]
                    for day in data[days]
                ]
        zone = self.time_zone if self.time_zone in available_timezones() else "UTC"
        details: dict[str, Any] = {
            name: data[name]
            for name in (
                "read_only_by_person",
                "who_else",
                "voicemail",
                "code_word",
                "if_someone_else_answers",
            )
            if name in self.fields
        }
        if data.get("wording"):
            details["wording"] = data["wording"]
        return {**details, "hours": hours, "time_zone": str(ZoneInfo(zone))}


def _initial(contact: SafeContact) -> dict[str, Any]:
    initial = {
        "address": contact.address,
        "permission": contact.permission,
        "read_only_by_person": contact.read_only_by_person,
        "who_else": contact.who_else,
        "voicemail": contact.voicemail,
        "code_word": contact.code_word,
        "if_someone_else_answers": contact.if_someone_else_answers,
        "wording": contact.wording,
    }
    windows: dict[tuple[str, str], list[str]] = {}
    for day, opens, closes in contact.hours or ():
        windows.setdefault((opens, closes), []).append(str(day))
    for names, ((opens, closes), days) in zip(WINDOWS, windows.items(), strict=False):
        initial |= dict(zip(names, (days, opens, closes), strict=True))
    return initial


class LockdownForm(forms.Form):
    """Freeze everything; the word opens the portal again."""

    word = TextLine(
        label=_("A code word to open it again"),
        help_text=_(
            "At least six letters. Something you will know and nobody would guess. "
            "In a hurry, leave it empty: a word you chose before stays, and without one only we "
            "can open it, by voice."
        ),
        limit=60,
        required=False,
    )

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"]
        if word and len(word) < 6:
            raise ValidationError(_("Please choose a word with at least six letters."))
        return word


class UnlockForm(forms.Form):
    word = forms.CharField(
        label=_("Code word"),
        max_length=60,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
