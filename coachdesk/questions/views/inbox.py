"""The inbox and what is done with many letters at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from coachdesk.lib.as_shown import shown_of
from coachdesk.lib.countries import common_countries, other_countries
from coachdesk.lib.errors import NotPossible
from coachdesk.lib.posted import posted_ids
from coachdesk.questions import queries, services, together
from coachdesk.questions.forms import AssignForm, HandForm, PassageForm, ViewForm
from coachdesk.questions.intake import NewLetter, receive
from coachdesk.questions.letter_panels import published_slug
from coachdesk.questions.models import MirrorNotice, Question, SavedPassage, SavedView, Topic
from coachdesk.questions.shown import stamps_of
from coachdesk.safety.triage_reading import code_words, in_their_strength, quiet_words
from coachdesk.users.form_keys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.models import Role, User
from coachdesk.users.policies import (
    FORM_METHODS,
    STAFF,
    TRIAGES_LETTERS,
    WORK_WITH_LETTERS,
    policy,
    staff,
)
from coachdesk.users.practice_settings import practice_setting

# An editor and a supervisor open all letters, a coach the own ones and those nobody has.
LETTERS: dict[str, Any] = {"roles": WORK_WITH_LETTERS, "relation": "own and open letters"}
# Who decides about letters of others: assign, decline, merge, answer together (SEC-00).
TRIAGE: dict[str, Any] = {"roles": TRIAGES_LETTERS, "relation": "editor or supervisor"}

GROUPS = {
    "check": _lazy("Perhaps spam: please look"),
    "look": _lazy("Look at these early"),
    "new": _lazy("New"),
    "taken": _lazy("Taken"),
    "found": _lazy("Found"),
}


@policy(STAFF, **LETTERS)
def inbox(request: HttpRequest) -> HttpResponse:
    """The letters, by view and filter; held ones on top."""
    user = staff(request)
    view = request.GET.get("view", "waiting")
    if view not in queries.VIEWS:
        view = "waiting"
    filters = queries.Filters.from_query(request.GET)
    page = queries.inbox(user=user, view=view, filters=filters, cursor=request.GET.get("page", ""))
    shown = [*page.read_first, *(q for _name, rows in page.groups for q in rows)]
    triages = user.has_role(*TRIAGES_LETTERS)
    stamps = stamps_of(shown) if triages else {}
    for question, codes in _codes(shown):
        question.stamp = stamps.get(question.pk, "")  # type: ignore[attr-defined]
        question.code_tags = [code_words(code) for code in codes][:2]  # type: ignore[attr-defined]
        quiet = [] if codes or not question.read_first else quiet_words(question.findings or [])
        question.more_topics = [topic.name for topic in question.topics.all()][1:]  # type: ignore[attr-defined]
        question.quiet_words = ", ".join(f"“{words}”" for words in quiet[:6])  # type: ignore[attr-defined]
    counts = queries.view_counts(user)
    query = request.GET.copy()
    query.pop("page", None)
    kept = query.urlencode()
    query["view"] = "held"
    context = {
        "page": page,
        "groups": [
            (GROUPS.get(name, queries.VIEWS.get(name, "")), rows) for name, rows in page.groups
        ],
        "views": [(name, label, counts.get(name)) for name, label in queries.VIEWS.items()],
        "view": view,
        "filters": filters,
        "topics": list(Topic.objects.all()),
        "countries": [*common_countries(), *other_countries()],
        "people": list(User.objects.with_role(*WORK_WITH_LETTERS)),
        "saved_views": list(SavedView.objects.filter(owner=user)),
        "query": kept,
        "held_url": f"?{query.urlencode()}",
        "urgent_hours": practice_setting("urgent_read_within_hours"),
        "waiting_count": counts["waiting"] + counts["held"],
        "held_count": counts["held"],
        "mirrors": queries.mirror_notices(user),
        "triages": triages,
        "now": timezone.now(),
        "newer_url": f"?{kept}&page={page.previous}" if page.previous else "",
        "older_url": f"?{kept}&page={page.next}" if page.next else "",
    }
    return render(request, "questions/inbox.html", context)


def _codes(shown: list[Question]) -> list[tuple[Question, list[str]]]:
    risky = [q for q in shown if q.read_first or q.was_held]
    found = queries.flags_of(risky) if risky else {}
    return [(q, found.get(q.pk) or _found_codes(q)) for q in shown]


def _found_codes(question: Question) -> list[str]:
    if not question.read_first:
        return []
    return in_their_strength(question.findings or [])


def _chosen(request: HttpRequest) -> list[uuid.UUID]:
    """The letters that were ticked and that the person may open."""
    ids = posted_ids(request, "chosen")
    visible = Question.objects.visible_to(request.user).filter(pk__in=ids)
    return list(visible.values_list("pk", flat=True))


def _together(
    request: HttpRequest, act: Callable[[User, list[uuid.UUID]], tuple[int, int]]
) -> HttpResponse:
    """Carry out one act on the chosen letters and say for how many it was possible, and how many
    were left because they changed after the list was read."""
    user, ids = staff(request), _chosen(request)
    try:
        if not ids:
            raise NotPossible(_("Choose at least one letter."))
        done, changed = act(user, ids)
    except NotPossible as refused:
        messages.error(request, str(refused))
        return redirect("questions:inbox")
    words = ngettext("Done for %(n)d letter.", "Done for %(n)d letters.", done) % {"n": done}
    if changed:
        words += " " + ngettext(
            "%(n)d was changed after you opened the list and was left as it is.",
            "%(n)d were changed after you opened the list and were left as they are.",
            changed,
        ) % {"n": changed}
    left = len(ids) - done - changed
    if left:
        words += " " + ngettext(
            "%(n)d could not be changed this way now.",
            "%(n)d could not be changed this way now.",
            left,
        ) % {"n": left}
    messages.success(request, words)
    return redirect("questions:inbox")


@policy(STAFF, methods=("POST",), **TRIAGE)
def assign_many(request: HttpRequest) -> HttpResponse:
    """Give the chosen letters to one colleague."""

    def act(user: User, ids: list[uuid.UUID]) -> tuple[int, int]:
        form = AssignForm(request.POST)
        if not form.is_valid():
            raise NotPossible(_("Choose who takes them."))
        return together.assign_many(
            question_ids=ids,
            to=form.cleaned_data["to"],
            actor=user,
            shown=shown_of(request, ids),
        )

    return _together(request, act)


@policy(STAFF, methods=("POST",), **TRIAGE)
def topic_many(request: HttpRequest) -> HttpResponse:
    """Give the chosen letters a topic."""

    def act(user: User, ids: list[uuid.UUID]) -> tuple[int, int]:
        topic = Topic.objects.filter(slug=request.POST.get("topic", "")).first()
        if topic is None:
            raise NotPossible(_("Choose a topic."))
        services.add_topic(question_ids=ids, topic=topic, actor=user)
        return len(ids), 0

    return _together(request, act)


@policy(STAFF, methods=("POST",), **TRIAGE)
def answer_many(request: HttpRequest) -> HttpResponse:
    """Answer the chosen letters with one published article."""

    def act(user: User, ids: list[uuid.UUID]) -> tuple[int, int]:
        slug = published_slug(request.POST.get("article", ""))
        if not slug:
            raise NotPossible(_("There is no published answer at that address."))
        return together.answer_with_article(
            question_ids=ids, slug=slug, actor=user, shown=shown_of(request, ids)
        )

    return _together(request, act)


@policy(STAFF, methods=FORM_METHODS, **LETTERS)
def add(request: HttpRequest) -> HttpResponse:
    """A letter that came by post or phone."""
    user = staff(request)
    form = HandForm(request.POST or None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "questions/add.html", {"form": form}, status=status)
    data = form.cleaned_data
    new = NewLetter(
        letter=data["letter"],
        asks=data["asks"],
        pseudonym=data["pseudonym"],
        country=data["country"] if data["country"] != "XX" else "",
        adult=data["adult"],
    )
    try:
        pk = once(
            key=data["form_key"],
            form="question-by-hand",
            content=content_hash(new.letter, new.asks),
            actor_id=user.pk,
            create=lambda: receive(new=new, source=data["source"], actor=user).pk,
        )
    except SentBefore as before:
        pk = before.result_id or uuid.uuid4()
    except SentWithOtherContent:
        form.add_error(None, _("This page was sent before with other words."))
        return render(request, "questions/add.html", {"form": form}, status=409)
    return redirect("questions:workbench", pk=pk)


@policy(STAFF, **LETTERS)
def workload(request: HttpRequest) -> HttpResponse:
    """Who has how many letters."""
    return render(request, "questions/workload.html", {"rows": queries.workload()})


@policy(STAFF, methods=FORM_METHODS, **LETTERS)
def passages(request: HttpRequest) -> HttpResponse:
    """Saved passages: words the team uses again."""
    form = PassageForm(request.POST or None)
    if form.is_valid():
        SavedPassage.objects.create(author=staff(request), **form.cleaned_data)
        return redirect("questions:passages")
    context = {"form": form, "passages": list(SavedPassage.objects.all()[:200])}
    return render(request, "questions/passages.html", context, status=400 if form.errors else 200)


@policy(STAFF, methods=("POST",), **LETTERS)
def passage_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    get_object_or_404(SavedPassage, pk=pk).delete()
    return redirect("questions:passages")


@policy(STAFF, methods=("POST",), **LETTERS)
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A view needs a name of at most 40 characters."))
        return redirect("questions:inbox")
    kept, _new = SavedView.objects.update_or_create(
        owner=staff(request),
        name=form.cleaned_data["name"],
        defaults={"query": form.cleaned_data["query"]},
    )
    return redirect(f"{reverse('questions:inbox')}?{kept.query}")


@policy(STAFF, methods=("POST",), roles=WORK_WITH_LETTERS, relation="own view")
def view_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    get_object_or_404(SavedView, pk=pk, owner=staff(request)).delete()
    return redirect("questions:inbox")


@policy(STAFF, methods=("POST",), roles=(Role.SUPERVISOR,), relation="supervisor")
def mirror_seen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The supervisor has dealt with two letters that may come from one couple."""
    notice = MirrorNotice.objects.filter(pk=pk, seen_at=None).first()
    if notice is None:
        raise Http404
    notice.seen_by, notice.seen_at = staff(request), timezone.now()
    notice.save(update_fields=["seen_by", "seen_at"])
    return redirect("questions:inbox")
