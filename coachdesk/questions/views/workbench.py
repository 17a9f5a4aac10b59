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

from coachdesk.approvals.services import second_look
from coachdesk.audit.services import record_view
from coachdesk.lib.as_shown import shown_in
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.lib.rich_text import plain_text
from coachdesk.outbox.gate import contact_note
from coachdesk.questions import queries, replies, services
from coachdesk.questions.forms import (
    NoteForm,
    ReasonForm,
    parts_from,
)
from coachdesk.questions.letter_panels import panels
from coachdesk.questions.models import (
    AT_WORK,
    WAITING,
    Question,
    Reply,
    ReplyState,
    SavedPassage,
)
from coachdesk.questions.program_steps import program_steps, steps_of
from coachdesk.questions.safety_labels import mark_findings
from coachdesk.questions.shown import stamp_with, what_stands
from coachdesk.questions.views.inbox import LETTERS
from coachdesk.questions.views.sent import number_in, words_back
from coachdesk.questions.wording_lint import lint
from coachdesk.safety.services import open_flags
from coachdesk.safety.triage_reading import by_weight, code_words, is_quiet, quiet_words
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, TRIAGES_LETTERS, policy, staff
from coachdesk.users.practice_settings import practice_setting


def visible(request: HttpRequest, pk: uuid.UUID) -> Question:
    """The letter, or 404."""
    rows = Question.objects.visible_to(request.user).select_related("assignee", "merged_into")
    return get_object_or_404(rows, pk=pk)


def text_of(parts: dict[str, Any]) -> str:
    """The words of an answer, without its marks."""
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
    said = list(question.writer_messages.all())
    is_mine = question.assignee_id == user.pk
    can_write = (
        question.state in WAITING
        and (question.assignee_id is None or is_mine)
        and (reply is None or reply.state == ReplyState.DRAFT)
    )
    in_review = reply is not None and reply.state == ReplyState.IN_REVIEW
    look = (
        second_look(object_id=reply.pk, person=user, author_id=reply.author_id)
        if reply is not None and in_review
        else None
    )
    review = replies.needs_review(question, reply.author if reply else user)
    steps = program_steps()
    context = {
        "question": question,
        "stamp": stamp_with(question, said=len(said), flags=[flag.pk for flag in flags]),
        "answer_stamp": (
            replies.answer_stamp(reply, said=len(said)) if reply is not None and in_review else ""
        ),
        "paragraphs": mark_findings(question.letter, question.findings or []),
        "reply": reply,
        "sent": [(r, steps_of(r.parts, steps)) for r in all_replies if r.state == ReplyState.SENT],
        "parts": parts,
        "takeaways": "\n".join(parts.get("takeaways", [])),
        "points": _rows(parts),
        "steps": steps,
        "version": reply.version if reply else 0,
        "can_write": can_write,
        "typed_text": text_of(typed) if typed and not can_write else "",
        "needs_review": review,
        "is_mine": is_mine,
        "triages": user.has_role(*TRIAGES_LETTERS),
        "with_another": question.state in AT_WORK and not is_mine and not in_review,
        "look": look,
        "flags": flags,
        "stopped": any(flag.answer_allowed_at is None for flag in flags),
        "codes": [
            code_words(code) for code in by_weight(code for flag in flags for code in flag.codes)
        ],
        "is_supervisor": user.has_role(Role.SUPERVISOR),
        "findings": list(
            {f["why"]: f for f in question.findings or [] if not is_quiet(f)}.values()
        ),
        "reads_like": any(is_quiet(f) for f in question.findings or []),
        "quiet_words": quiet_words(question.findings or []),
        "hints": lint(text_of(parts)) if text_of(parts) else [],
        "notes": list(question.staff_notes.select_related("author")),
        "writer_messages": said,
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


def _not_with_you(request: HttpRequest, *, by_itself: bool) -> HttpResponse:
    """404, the same for a letter of somebody else and for none, with the typed words (SEC-12)."""
    if by_itself:
        words = _("This letter is not with you. Copy your words before you leave the page.")
        return JsonResponse({"error": words}, status=404)
    context = {"text": text_of(_typed(request))}
    return render(request, "questions/not_with_you.html", context, status=404)


def _save(request: HttpRequest, pk: uuid.UUID) -> tuple[Reply | None, HttpResponse | None]:
    """Save the draft of the form: the saved reply, or the answer that says why it was not saved
    and gives the words back. 409 gives both texts (REL-06)."""
    by_itself = request.headers.get("X-Autosave") == "true"
    question = Question.objects.visible_to(request.user).filter(pk=pk).first()
    if question is None:
        return None, _not_with_you(request, by_itself=by_itself)
    try:
        standing = question.replies.exclude(state=ReplyState.SENT).first()
        parts = parts_from(request.POST, standing.parts if standing else None)
        version = int(request.POST.get("version") or 0)
        reply = replies.save_reply(
            question_id=question.pk, parts=parts, version=version, actor=staff(request)
        )
    except (ValidationError, ValueError) as problem:
        words = " ".join(getattr(problem, "messages", [_("Please open this page again.")]))
        if by_itself:
            return None, JsonResponse({"error": words}, status=400)
        return None, _page(request, question, status=400, typed=_typed(request), error=words)
    except Conflict as stale:
        if by_itself:
            return None, JsonResponse({"version": stale.stored.version}, status=409)
        context = {
            "question": question,
            "mine": parts,
            "mine_points": _rows(parts),
            "mine_takeaways": "\n".join(parts["takeaways"]),
            "theirs": stale.stored.parts,
            "theirs_text": text_of(stale.stored.parts),
            "version": stale.stored.version,
        }
        return None, render(request, "questions/conflict.html", context, status=409)
    except NotPossible as refused:
        if by_itself:
            return None, JsonResponse({"error": str(refused)}, status=409)
        return None, _page(request, question, status=409, typed=parts, error=str(refused))
    return reply, None


@policy(STAFF, methods=("POST",), **LETTERS)
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the draft: by itself (JSON) or by the button."""
    reply, refusal = _save(request, pk)
    if reply is None:
        return refusal or redirect("questions:workbench", pk=pk)
    if request.headers.get("X-Autosave") == "true":
        at = timezone.localtime(reply.saved_at)
        return JsonResponse({"version": reply.version, "saved_at": f"{at:%H:%M}"})
    return redirect("questions:workbench", pk=pk)


@policy(STAFF, methods=("POST",), **LETTERS)
def send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the answer and send it; it leaves when the time to take it back is over."""
    reply, refusal = _save(request, pk)
    if reply is None:
        return refusal or redirect("questions:workbench", pk=pk)
    version, said = reply.version, number_in(request, "said")

    def again() -> HttpResponse:
        words = _("The writer sent something after you opened the letter, or your answer changed.")
        words += " " + _("Nothing was sent, and what you wrote is saved. Read both again.")
        return _page(request, visible(request, pk), status=409, error=words)

    return move(
        request,
        pk,
        lambda user: replies.send(question_id=pk, actor=user, version=version, said=said),
        again=again,
    )


@policy(STAFF, methods=("POST",), **LETTERS)
def review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the answer and ask a second reader to read it first."""
    reply, refusal = _save(request, pk)
    if reply is None:
        return refusal or redirect("questions:workbench", pk=pk)
    version = reply.version
    return move(
        request,
        pk,
        lambda user: replies.submit_for_review(question_id=pk, actor=user, version=version),
    )


@policy(STAFF, methods=("POST",), step_up=True, **LETTERS)
@words_back
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The second reader sends the answer as it was read; another one by now comes back to be read."""
    visible(request, pk)
    shown = shown_in(request)

    def again() -> HttpResponse:
        question = visible(request, pk)
        words = what_stands(question)
        if question.replies.filter(state=ReplyState.IN_REVIEW).exists():
            words = _(
                "The answer was changed after you opened it. Read it again; nothing was sent."
            )
        return _page(request, question, status=409, error=words, forms=_typed_reason(request))

    return move(
        request,
        pk,
        lambda user: replies.send(question_id=pk, actor=user, shown=shown),
        again=again,
    )


@policy(STAFF, methods=("POST",), **LETTERS)
@words_back
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The second reader sends the answer back with a note."""
    visible(request, pk)
    return move(
        request,
        pk,
        lambda user: replies.send_back(question_id=pk, actor=user, reason=reason_of(request)),
    )


@policy(STAFF, methods=("POST",), **LETTERS)
def undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an answer back before it has left."""
    visible(request, pk)
    return move(request, pk, lambda user: replies.undo_send(question_id=pk, actor=user))


def move(
    request: HttpRequest,
    pk: uuid.UUID,
    act: Callable[[User], object],
    *,
    again: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Carry out one act on a letter and go back to it; a refusal is said in words there.

    ``again`` is the page for somebody whose page was old, as it stands now; else the workbench.
    """
    try:
        act(staff(request))
    except NotPossible as refused:
        messages.error(request, str(refused))
    except Conflict:
        return again() if again is not None else workbench_again(request, pk)
    return back_to(request, pk)


def back_to(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Back to the letter, or to the list where the act has put it out of the person's sight."""
    if Question.objects.visible_to(request.user).filter(pk=pk).exists():
        return redirect("questions:workbench", pk=pk)
    messages.success(request, _("Done. A supervisor reads this letter before anybody else."))
    return redirect("questions:inbox")


def workbench_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """409: the letter as it is now, for somebody whose page was old; a typed reason comes back."""
    question = visible(request, pk)
    return _page(
        request,
        question,
        status=409,
        error=what_stands(question),
        forms=_typed_reason(request),
    )


def _typed_reason(request: HttpRequest) -> dict[str, Any]:
    # Also as plain text: the form of the reason may have gone with what the letter was.
    reason = request.POST.get("reason", "")
    form = ReasonForm(initial={"reason": reason}, auto_id="reason_%s")
    return {"reason_form": form, "typed_text": reason}


def reason_of(request: HttpRequest) -> str:
    """The reason of the form. Raises NotPossible for none."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("Please say why, in a sentence."))
    return str(form.cleaned_data["reason"])


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


@policy(STAFF, methods=("POST",), **LETTERS)
@words_back
def note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A line in the team's own thread."""
    question = visible(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, question, status=400, forms={"note_form": form})
    services.add_note(question=question, actor=staff(request), body=form.cleaned_data["body"])
    return redirect("questions:workbench", pk=pk)


@policy(STAFF, methods=("POST",), **LETTERS)
def presence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A sign of life of an open workbench; says who else has the letter open."""
    question = visible(request, pk)
    return JsonResponse({"others": queries.note_presence(question.pk, staff(request))})
