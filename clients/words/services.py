"""The words-and-actions log: what was said and what was done, descriptive only (DOMAIN-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Bucket, Client, Lane, WordsEntry, Worry
from clients.page.timeline import TimelineEntry
from clients.signals import worry_wanted_as_step
from coachdesk.audit.services import record
from coachdesk.lib.errors import Refused
from coachdesk.safety.screen_text import flag_text
from coachdesk.users.models import User

TAGS = ("stays", "leaves", "help", "time", "money", "children", "closeness")
LOOK_AGAIN = timedelta(days=30)


@transaction.atomic
def add_entry(
    *,
    client: Client,
    lane: str,
    source: str,
    on: date,
    text: str,
    actor: User,
    announced_for: date | None = None,
    contrast_to: WordsEntry | None = None,
) -> WordsEntry:
    """One dated line. Raises Refused when a contrast joins two lines of the same lane."""
    if contrast_to is not None and contrast_to.lane == lane:
        raise Refused
    entry = WordsEntry(
        client=client,
        lane=lane,
        source=source,
        on=on,
        text=text,
        announced_for=announced_for if lane == Lane.SAID else None,
        contrast_to=contrast_to,
        added_by=actor,
    )
    entry.save(force_insert=True)
    record(action="words.added", actor=actor, target=entry, person_id=client.pk)
    flag_text(text=text, subject_kind="words", subject_id=entry.pk, person_id=client.pk)
    return entry


@transaction.atomic
def tag_entry(*, entry: WordsEntry, tags: Sequence[str], actor: User) -> None:
    """The coach's tags; the client's words stay as they are."""
    entry.tags = sorted(set(tags) & set(TAGS))
    entry.save(update_fields=["tags"])
    record(action="words.tagged", actor=actor, target=entry, person_id=entry.client_id)


@transaction.atomic
def hide_entry(*, entry: WordsEntry, actor: User) -> None:
    """The client takes a line away; it leaves every page and is erased with the record."""
    entry.hidden_at = timezone.now()
    entry.save(update_fields=["hidden_at"])
    record(action="words.hidden", actor=actor, target=entry, person_id=entry.client_id)


@dataclass(frozen=True)
class WordsView:
    """The log with what can be seen in it; nothing is concluded."""

    entries: list[WordsEntry]
    said: int
    done: int
    passed: list[WordsEntry]
    contrasts: list[tuple[WordsEntry, WordsEntry]]
    days_since_change: int | None

    @property
    def sentence(self) -> str:
        """The point in one sentence, for above the chart."""
        if self.days_since_change is None:
            return _("Nothing noted yet.")
        since = ngettext(
            "The last thing that was done is %(days)d day ago.",
            "The last thing that was done is %(days)d days ago.",
            self.days_since_change,
        ) % {"days": self.days_since_change}
        if not self.passed:
            return since
        passed = ngettext(
            "%(count)d announced day has passed.",
            "%(count)d announced days have passed.",
            len(self.passed),
        ) % {"count": len(self.passed)}
        return f"{passed} {since}"


def words_of(client: Client, size: int = 200) -> WordsView:
    """The client's log, newest first, bounded; one query."""
    rows = list(
        WordsEntry.objects.filter(client=client, hidden_at=None).order_by("-on", "-created_at")[
            :size
        ]
    )
    by_id = {row.pk: row for row in rows}
    today = timezone.localdate()
    done = [row for row in rows if row.lane == Lane.DONE]
    pairs = []
    for row in rows:
        other = by_id.get(row.contrast_to_id) if row.contrast_to_id else None
        if other is not None:
            said, did = (row, other) if row.lane == Lane.SAID else (other, row)
            pairs.append((said, did))
    last = done[0].on if done else (rows[-1].on if rows else None)
    return WordsView(
        entries=rows,
        said=len(rows) - len(done),
        done=len(done),
        passed=[row for row in rows if row.announced_for and row.announced_for < today],
        contrasts=pairs,
        days_since_change=(today - last).days if last else None,
    )


def words_chart(view: WordsView, *, width: int = 560) -> SafeString:
    """Two lanes on one time axis: said above, done below; announced days as hollow dots.

    ``width`` is that of the drawing: a narrow one keeps its words readable on a phone. One spoken label; the lines stand in the table beside it.
    """
    if not view.entries:
        return SafeString("")
    days = [row.on for row in view.entries] + [
        row.announced_for for row in view.entries if row.announced_for
    ]
    today = timezone.localdate()
    first, last = min([*days, today]), max([*days, today])
    span = max(1, (last - first).days)
    left, right, said_y, done_y, height = 52, 12, 34, 84, 124

    def x(day: date) -> float:
        return round(left + (day - first).days / span * (width - left - right), 1)

    parts = [
        format_html(
            '<text x="0" y="{}">{}</text><line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            y + 4, label, left, width - right, y, y,
        )
        for y, label in ((said_y, _("Said")), (done_y, _("Done")))
    ]  # fmt: skip
    parts.append(
        format_html(
            '<line class="mark" x1="{}" x2="{}" y1="14" y2="100"/><text x="{}" y="12" text-anchor="{}">{}</text>',
            x(today), x(today), x(today), "end" if x(today) > width / 2 else "start", _("today"),
        )
    )  # fmt: skip
    for said, did in view.contrasts:
        parts.append(
            format_html(
                '<line class="line" x1="{}" y1="{}" x2="{}" y2="{}"/>',
                x(said.on), said_y, x(did.on), done_y,
            )
        )  # fmt: skip
    for row in view.entries:
        y = said_y if row.lane == Lane.SAID else done_y
        parts.append(format_html('<circle class="last" cx="{}" cy="{}" r="5"/>', x(row.on), y))
        if row.announced_for:
            parts.append(
                format_html(
                    '<line class="mark" x1="{}" x2="{}" y1="{}" y2="{}"/>'
                    '<circle class="dot" cx="{}" cy="{}" r="4"/>',
                    x(row.on), x(row.announced_for), y - 10, y - 10, x(row.announced_for), y - 10,
                )
            )  # fmt: skip
    for day, anchor in ((first, "start"), (last, "end")):
        parts.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="{}">{}</text>',
                x(day), height - 6, anchor, f"{day:%-d %b %Y}",
            )
        )  # fmt: skip
    name = _("%(said)d times said, %(done)d times done, from %(first)s to %(last)s") % {
        "said": view.said,
        "done": view.done,
        "first": f"{first:%-d %b %Y}",
        "last": f"{last:%-d %b %Y}",
    }
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        width,
        height,
        name,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def words_lines(client: Client, before: object, limit: int) -> list[TimelineEntry]:
    """The log's part of the timeline, by the time it was written down."""
    rows = WordsEntry.objects.filter(client=client, hidden_at=None, created_at__lt=before)
    found = []
    url = reverse("clients:words", args=[client.pk])
    for row in rows.order_by("-created_at")[:limit]:
        said = row.lane == Lane.SAID
        line = _("Noted what was said") if said else _("Noted what was done")
        passed = row.announced_for is not None and row.announced_for < timezone.localdate()
        found.append(
            TimelineEntry(
                row.created_at,
                "words",
                line,
                url,
                "quote" if said else "footprints",
                "lamp" if said else "leaf",
                quote=row.text,
                tag=_("The announced day has passed") if passed else "",
            )
        )
    return found


@transaction.atomic
def add_worry(*, client: Client, text: str, bucket: str, actor: User) -> Worry:
    """Sort a worry."""
    worry = Worry(client=client, text=text, bucket=Bucket(bucket).value)
    worry.save(force_insert=True)
    record(action="worry.sorted", actor=actor, target=worry, person_id=client.pk)
    flag_text(text=text, subject_kind="worry", subject_id=worry.pk, person_id=client.pk)
    return worry


@transaction.atomic
def move_worry(*, worry: Worry, to: str, actor: User) -> None:
    """Sort again, let go, or want it as a step. Raises Refused for a step from another bucket."""
    worry = Worry.objects.select_for_update().get(pk=worry.pk)
    if to == "step":
        if worry.bucket != Bucket.MINE:
            raise Refused
        if not worry.wanted_as_step:
            worry_wanted_as_step.send(sender=Worry, worry=worry, actor=actor)
        worry.wanted_as_step = True
    elif to == "let_go":
        worry.let_go_at, worry.wanted_as_step = timezone.now(), False
    elif to == "keep":
        worry.let_go_at = None
    else:
        worry.bucket, worry.wanted_as_step = Bucket(to).value, False
    worry.looked_at = timezone.now()
    worry.save(update_fields=["bucket", "wanted_as_step", "let_go_at", "looked_at"])
    record(action="worry.moved", actor=actor, target=worry, person_id=worry.client_id)


def look_again(client: Client) -> list[Worry]:
    """Worries that were let go and have not been looked at for a month."""
    rows = Worry.objects.filter(
        client=client, let_go_at__isnull=False, looked_at__lt=timezone.now() - LOOK_AGAIN
    )
    return list(rows.order_by("looked_at")[:10])


def buckets(client: Client) -> dict[str, object]:
    """A client's worries by what lies in whose hands, for the page; those let go stand apart."""
    rows = list(Worry.objects.filter(client=client).order_by("-created_at")[:200])
    kept = [row for row in rows if row.let_go_at is None]
    return {
        "buckets": [
            (value, label, [row for row in kept if row.bucket == value])
            for value, label in (
                ("mine", _("Mine")),
                ("influence", _("I can influence it")),
                ("not_mine", _("Not mine")),
            )
        ],
        "let_go": [row for row in rows if row.let_go_at is not None],
    }
