"""The workbench: the letter on the left, the answer on the right."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record_view
from coachdesk.lib.compare import compare
from coachdesk.lib.rich import plain_text
from coachdesk.outbox.gate import contact_note
from coachdesk.questions import queries, replies, services
from coachdesk.questions.copy_lint import lint
from coachdesk.questions.forms import (
    AssignForm,
    DeclineForm,
    NoteForm,
    ReasonForm,
    TopicsForm,
    parts_from,
)
from coachdesk.questions.marks import mark_findings
from coachdesk.questions.models import Question, QuestionState, Reply, ReplyState, SavedPassage
from coachdesk.questions.panels import panels, related_answers
from coachdesk.questions.program_steps import program_steps, steps_of
from coachdesk.questions.services import NotNow
from coachdesk.questions.views.desk import LETTERS, staff
from coachdesk.safety.reading import by_weight, code_words, is_quiet, quiet_words
from coachdesk.safety.services import open_flags
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, policy
from coachdesk.users.practice import practice_setting


def visible(request: HttpRequest, pk: uuid.UUID) -> Question:
    """The letter, or 404."""
    rows = Question.objects.visible_to(request.user).select_related("assignee", "merged_into")
    return get_object_or_404(rows, pk=pk)


def _text_of(parts: dict[str, Any]) -> str:
    points = "\n".join(f"{p['title']}. {p['text']}" for p in parts.get("points", []))
    answer = plain_text(str(parts.get("answer", "")))
    return "\n\n".join(
        [str(parts.get("opening", "")), answer, points]
        + [str(line) for line in parts.get("takeaways", [])]
    ).strip()


def _rows(parts: dict[str, Any]) -> list[dict[str, str]]:
    """Point rows of the editor: those there are, and one or more empty ones."""
    points = list(parts.get("points", []))
    empty = max(1, 3 - len(points))
    return points + [{"title": "", "text": ""} for _n in range(empty)]


def _page(
    request: HttpRequest,
    question: Question,
    *,
    status: int = 200,
    typed: dict[str, Any] | None = None,
    error: str = "",
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    user = staff(request)
    all_replies = list(question.replies.select_related("author").order_by("number"))
    reply = next((r for r in all_replies if r.state != ReplyState.SENT), None)
    parts = typed or (reply.parts if reply else replies.empty_parts())
    flags = list(open_flags(question.pk))
    can_write = question.state in (
        QuestionState.RECEIVED,
        QuestionState.TRIAGED,
        QuestionState.ASSIGNED,
        QuestionState.DRAFTING,
    ) and (reply is None or reply.state == ReplyState.DRAFT)
    review = replies.needs_review(question, reply.author if reply else user)
    steps = program_steps()
    context = {
        "question": question,
        "paragraphs": mark_findings(question.letter, question.findings or []),
        "reply": reply,
        "sent": [(r, steps_of(r.parts, steps)) for r in all_replies if r.state == ReplyState.SENT],
        "parts": parts,
        "takeaways": "\n".join(parts.get("takeaways", [])),
        "points": _rows(parts),
        "steps": steps,
        "version": reply.version if reply else 0,
        "can_write": can_write,
        "needs_review": review,
        "may_approve": reply is not None
        and reply.state == ReplyState.IN_REVIEW
        and reply.author_id != user.pk,
        "flags": flags,
        "codes": [
            code_words(code) for code in by_weight(code for flag in flags for code in flag.codes)
        ],
        "is_supervisor": user.has_role(Role.SUPERVISOR),
        "findings": list(
            {f["why"]: f for f in question.findings or [] if not is_quiet(f)}.values()
        ),
        "quiet_words": quiet_words(question.findings or []),
        "hints": lint(_text_of(parts)) if _text_of(parts) else [],
        "notes": list(question.staff_notes.select_related("author")),
        "writer_messages": list(question.writer_messages.all()),
        "passages": [] if flags else list(SavedPassage.objects.all()[:100]),
        "panels": panels("workbench", question, user),
        "others": queries.note_presence(question.pk, user),
        "contact_problem": contact_note(question.pk) if question.contact == "mail" else "",
        "undo_seconds": practice_setting("undo_seconds"),
        "error": error,
        "note_form": NoteForm(),
        "reason_form": ReasonForm(auto_id="reason_%s"),
        **(forms or {}),
    }
    return render(request, "questions/workbench.html", context, status=status)


@policy(STAFF, **LETTERS)
def workbench(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read and answer one letter."""
    question = visible(request, pk)
    record_view(actor=staff(request), target=question, person_id=question.pk, request=request)
    return _page(request, question)


@policy(STAFF, methods=("POST",), **LETTERS)
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the draft: by itself (JSON) or by the button. 409 gives both texts (REL-06)."""
    question = visible(request, pk)
    by_itself = request.headers.get("X-Autosave") == "true"
    try:
        standing = question.replies.exclude(state=ReplyState.SENT).first()
        parts = parts_from(request.POST, standing.parts if standing else None)
        version = int(request.POST.get("version") or 0)
        reply = replies.save_reply(
            question_id=pk, parts=parts, version=version, actor=staff(request)
        )
    except (ValidationError, ValueError) as problem:
        words = " ".join(getattr(problem, "messages", [_("Please open this page again.")]))
        if by_itself:
            return JsonResponse({"error": words}, status=400)
        return _page(request, question, status=400, typed=_typed(request), error=words)
    except replies.Stale as stale:
        if by_itself:
            return JsonResponse({"version": stale.current.version}, status=409)
        context = {
            "question": question,
            "mine": parts,
            "mine_points": _rows(parts),
            "mine_takeaways": "\n".join(parts["takeaways"]),
            "theirs": stale.current.parts,
            "theirs_text": _text_of(stale.current.parts),
            "version": stale.current.version,
        }
        return render(request, "questions/conflict.html", context, status=409)
    except NotNow as refused:
        if by_itself:
            return JsonResponse({"error": str(refused)}, status=409)
        return _page(request, question, status=409, typed=parts, error=str(refused))
    if by_itself:
        at = timezone.localtime(reply.saved_at)
        return JsonResponse({"version": reply.version, "saved_at": f"{at:%H:%M}"})
    step = request.POST.get("then", "")
    if step in _ACTS:
        return _act(request, question, step)
    return redirect("questions:workbench", pk=pk)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed, for giving back, whatever is wrong with it."""
    post = request.POST
    names = ("point_title", "point_text", "point_step")
    rows = zip_longest(*(post.getlist(name) for name in names), fillvalue="")
    return {
        "title": post.get("title", ""),
        "opening": post.get("opening", ""),
        "answer": post.get("answer_html", post.get("answer", "")),
        "points": [{"title": title, "text": text, "step": ref} for title, text, ref in rows],
        "takeaways": post.get("takeaways", "").split("\n"),
    }


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise NotNow(_("Please say why, in a sentence."))
    return str(form.cleaned_data["reason"])


def _decline(request: HttpRequest, pk: uuid.UUID, user: User) -> None:
    form = DeclineForm(request.POST)
    if not form.is_valid():
        raise NotNow(_("Choose how this letter ends, and keep the words under 2,000 characters."))
    services.decline(question_id=pk, actor=user, **form.cleaned_data)


def _assign(request: HttpRequest, pk: uuid.UUID, user: User) -> None:
    form = AssignForm(request.POST)
    if not form.is_valid():
        raise NotNow(_("Choose who takes this letter."))
    services.assign(question_id=pk, to=form.cleaned_data["to"], actor=user)


def _merge(request: HttpRequest, pk: uuid.UUID, user: User) -> None:
    try:
        into = uuid.UUID(request.POST.get("into", ""))
    except ValueError:
        raise NotNow(_("Choose the letter that stays.")) from None
    target = Question.objects.visible_to(user).filter(pk=into).first()
    if target is None:
        raise NotNow(_("Choose the letter that stays."))
    services.merge(question_id=pk, into_id=target.pk, actor=user)


Act = Callable[[HttpRequest, uuid.UUID, User], object]
_ACTS: dict[str, Act] = {
    "take": lambda r, pk, u: services.take(question_id=pk, actor=u),
    "assign": _assign,
    "give_back": lambda r, pk, u: services.give_back(question_id=pk, actor=u),
    "spam": lambda r, pk, u: services.sort_out_spam(question_id=pk, is_spam=True, actor=u),
    "no_spam": lambda r, pk, u: services.sort_out_spam(question_id=pk, is_spam=False, actor=u),
    "review": lambda r, pk, u: replies.submit_for_review(question_id=pk, actor=u),
    "send_back": lambda r, pk, u: replies.send_back(question_id=pk, actor=u, reason=_reason(r)),
    "send": lambda r, pk, u: replies.send(question_id=pk, actor=u),
    "undo": lambda r, pk, u: replies.undo_send(question_id=pk, actor=u),
    "decline": _decline,
    "close": lambda r, pk, u: services.close(question_id=pk, actor=u),
    "reopen": lambda r, pk, u: services.reopen(question_id=pk, actor=u, reason=_reason(r)),
    "merge": _merge,
    "unmerge": lambda r, pk, u: services.unmerge(question_id=pk, actor=u),
    "offer": lambda r, pk, u: services.offer_work(question_id=pk, actor=u),
}


def _act(request: HttpRequest, question: Question, name: str) -> HttpResponse:
    try:
        _ACTS[name](request, question.pk, staff(request))
    except NotNow as refused:
        messages.error(request, str(refused))
    return redirect("questions:workbench", pk=question.pk)


@policy(STAFF, methods=("POST",), **LETTERS)
def act(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One move of a letter, named by the button."""
    question = visible(request, pk)
    name = request.POST.get("act", "")
    if name not in _ACTS:
        messages.error(request, _("Please choose what to do."))
        return redirect("questions:workbench", pk=pk)
    return _act(request, question, name)


@policy(STAFF, methods=("POST",), **LETTERS)
def note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A line in the team's own thread."""
    question = visible(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, question, status=400, forms={"note_form": form})
    services.add_note(question=question, actor=staff(request), body=form.cleaned_data["body"])
    return redirect("questions:workbench", pk=pk)


@policy(STAFF, methods=("POST",), **LETTERS)
def topics(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set the topics of one letter."""
    question = visible(request, pk)
    form = TopicsForm(request.POST)
    if form.is_valid():
        services.set_topics(
            question_ids=[question.pk],
            topics=list(form.cleaned_data["topics"]),
            actor=staff(request),
        )
    return redirect("questions:workbench", pk=pk)


def _own_reply(question: Question) -> Reply:
    rows = Reply.objects.filter(question=question)
    return get_object_or_404(rows.order_by("-number")[:1])


@policy(STAFF, methods=("GET", "POST"), **LETTERS)
def versions(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Earlier wordings: compare with the present one, restore."""
    question = visible(request, pk)
    reply = _own_reply(question)
    kept = list(reply.versions.select_related("author")[:50])
    if request.method == "POST":
        number = request.POST.get("number", "")
        if not any(str(v.number) == number for v in kept):
            return redirect("questions:versions", pk=pk)
        try:
            replies.restore_version(reply=reply, number=int(number), actor=staff(request))
        except NotNow as refused:
            messages.error(request, str(refused))
        return redirect("questions:workbench", pk=pk)
    wanted = request.GET.get("number", "")
    old = next((v for v in kept if str(v.number) == wanted), kept[0] if kept else None)
    context = {
        "question": question,
        "reply": reply,
        "versions": kept,
        "old": old,
        "pieces": compare(_text_of(old.parts), _text_of(reply.parts)) if old else [],
    }
    return render(request, "questions/versions.html", context)


@policy(STAFF, **LETTERS)
def similar(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Past letters and answers near this one; also where duplicates are joined."""
    question = visible(request, pk)
    user = staff(request)
    recent = Question.objects.visible_to(user).exclude(pk=pk).order_by("-received_at")[:30]
    context = {
        "question": question,
        "similar": queries.similar(question, user),
        "recent": list(recent),
        "answers": related_answers(f"{question.title} {question.letter}"),
    }
    return render(request, "questions/similar.html", context)


@policy(STAFF, **LETTERS)
def manage(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Topics, people, and how the letter ends."""
    question = visible(request, pk)
    context = {
        "question": question,
        "can_end": QuestionState.DECLINED in services.MOVES[question.state],
        "decline_form": DeclineForm(auto_id="decline_%s"),
        "assign_form": AssignForm(),
        "topics_form": TopicsForm(
            initial={"topics": [topic.slug for topic in question.topics.all()]}
        ),
    }
    return render(request, "questions/manage.html", context)


@policy(STAFF, methods=("POST",), **LETTERS)
def presence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A sign of life of an open workbench; says who else has the letter open."""
    question = visible(request, pk)
    return JsonResponse({"others": queries.note_presence(question.pk, staff(request))})
