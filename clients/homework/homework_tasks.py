"""Small things beside the programs: single tasks, promises, the journal."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.models import JournalEntry, SingleTask, TaskFor
from clients.models import Client, Worry
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentText
from coachdesk.lib.errors import Conflict
from coachdesk.outbox.services import enqueue_mail
from coachdesk.safety.screen_text import flag_text
from coachdesk.users.models import User


@transaction.atomic
def give_task(
    *, client: Client, whose: str, text: str, due_on: date | None, actor: User
) -> SingleTask:
    """Give one piece of homework, or note what the coach promised."""
    task = SingleTask.objects.create(
        client=client, whose=whose, text=text, due_on=due_on, created_by=actor
    )
    record(action="task.given", actor=actor, target=task, person_id=client.pk)
    if whose == TaskFor.CLIENT:
        enqueue_mail("client.task", person_id=client.pk, user=client.user)
    return task


def task_from_worry(sender: Any, *, worry: Worry, actor: User, **kwargs: Any) -> None:
    """A worry of the own pile becomes one small thing to do (control sorter)."""
    task = SingleTask.objects.create(client=worry.client, text=worry.text, created_by=actor)
    record(action="task.given", actor=actor, target=task, person_id=worry.client_id)


def task_from_low_contentment(sender: Any, *, client: Client, actor: User, **kwargs: Any) -> None:
    """Three low answers in a row about the own days become the coach's to do (DOMAIN-7)."""
    reason = "low_contentment"
    if SingleTask.objects.filter(client=client, reason=reason, done_at=None).exists():
        return
    text = _("Own contentment was 2 or less three times in a row. Look at it together.")
    task = SingleTask.objects.create(
        client=client, whose=TaskFor.COACH, text=text, reason=reason, created_by=None
    )
    record(action="task.given", actor=None, target=task, person_id=client.pk)


def task_from_declined(
    sender: Any, *, client: Client, text: ConsentText, actor: User, **kwargs: Any
) -> None:
    """A no to a newer version of an agreement becomes the coach's to do: talk about it."""
    reason = "declined_text"
    if SingleTask.objects.filter(client=client, reason=reason, done_at=None).exists():
        return
    words = _("No to version %(number)d of “%(title)s”. Talk about it; the earlier yes stands.")
    task = SingleTask.objects.create(
        client=client,
        whose=TaskFor.COACH,
        text=words % {"number": text.version, "title": text.title},
        reason=reason,
        created_by=None,
    )
    record(action="task.given", actor=None, target=task, person_id=client.pk)


@transaction.atomic
def finish_task(*, task: SingleTask, answer: str, actor: User) -> None:
    """Mark a task as done with a few words; a repeat changes nothing."""
    task = SingleTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is not None:
        return
    task.done_at, task.answer = timezone.now(), answer
    task.save(update_fields=["done_at", "answer"])
    record(action="task.done", actor=actor, target=task, person_id=task.client_id)
    flag_text(
        text=answer, subject_kind="homework.task", subject_id=task.pk, person_id=task.client_id
    )


@transaction.atomic
def save_journal(
    *, client: Client, entry_id: uuid.UUID, text: str, shared: bool, version: int, actor: User
) -> JournalEntry:
    """Autosave one page of the journal; ``version`` 0 is a new page.

    Raises Conflict for an old version. A page that only the client reads is nobody else's: it is not
    triaged either, and the page says so beside the switch.
    """
    row = JournalEntry.objects.select_for_update().filter(pk=entry_id).first()
    if row is None:
        row = JournalEntry(pk=entry_id, client=client, version=0)
        if version:
            raise Conflict(None)
    elif row.client_id != client.pk:
        raise Conflict(None)
    if row.version != version:
        if (row.text, row.shared) == (text, shared):
            return row
        raise Conflict(row)
    row.text, row.shared, row.version = text, shared, row.version + 1
    row.saved_at = timezone.now()
    try:
        with transaction.atomic():
            row.save(force_insert=row.version == 1)
    except IntegrityError:  # the same new page came from two devices at once
        raise Conflict(JournalEntry.objects.filter(pk=entry_id, client=client).first()) from None
    record(action="journal.saved", actor=actor, target=row, person_id=client.pk)
    if shared:
        flag_text(
            text=text, subject_kind="homework.journal", subject_id=row.pk, person_id=client.pk
        )
    return row


@transaction.atomic
def remove_journal(*, entry: JournalEntry, actor: User) -> None:
    """Delete a page of the client's own journal for good."""
    record(action="journal.removed", actor=actor, target=entry, person_id=entry.client_id)
    entry.delete()
