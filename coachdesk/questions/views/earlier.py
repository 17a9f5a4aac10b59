"""Beside the workbench: earlier wordings of an answer, and letters like this one."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coachdesk.lib.word_diff import compare
from coachdesk.questions import queries, replies
from coachdesk.questions.letter_panels import related_answers
from coachdesk.questions.models import Question, Reply
from coachdesk.questions.shown import letter_stamp
from coachdesk.questions.views.inbox import LETTERS
from coachdesk.questions.views.sent import number_in
from coachdesk.questions.views.workbench import move, text_of, visible
from coachdesk.users.policies import STAFF, TRIAGES_LETTERS, policy, staff


def _own_reply(question: Question) -> Reply:
    rows = Reply.objects.filter(question=question)
    return get_object_or_404(rows.order_by("-number")[:1])


@policy(STAFF, **LETTERS)
def versions(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Earlier wordings, compared with the present one."""
    return _versions(request, pk, wanted=request.GET.get("number", ""))


def _versions(
    request: HttpRequest, pk: uuid.UUID, *, wanted: str, error: str = "", status: int = 200
) -> HttpResponse:
    question = visible(request, pk)
    reply = _own_reply(question)
    kept = list(reply.versions.select_related("author")[:50])
    old = next((v for v in kept if str(v.number) == wanted), kept[0] if kept else None)
    context = {
        "question": question,
        "reply": reply,
        "versions": kept,
        "error": error,
        "old": old,
        "pieces": compare(text_of(old.parts), text_of(reply.parts)) if old else [],
    }
    return render(request, "questions/versions.html", context, status=status)


@policy(STAFF, methods=("POST",), **LETTERS)
def version_restore(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Write on with an earlier wording; the present one is kept as a version."""
    reply = _own_reply(visible(request, pk))
    if number not in {version.number for version in reply.versions.all()[:50]}:
        return redirect("questions:versions", pk=pk)
    version = number_in(request, "version")

    def again() -> HttpResponse:
        words = _("The answer was changed after you opened the page. Nothing was restored.")
        return _versions(request, pk, wanted=str(number), error=words, status=409)

    return move(
        request,
        pk,
        lambda user: replies.restore_version(
            reply=reply, number=number, actor=user, version=version
        ),
        again=again,
    )


@policy(STAFF, **LETTERS)
def similar(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Past letters and answers near this one; also where duplicates are joined."""
    return similar_page(request, pk)


def similar_page(
    request: HttpRequest, pk: uuid.UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    """The page of ``similar``; ``error`` says why nothing was joined."""
    question = visible(request, pk)
    user = staff(request)
    recent = Question.objects.visible_to(user).exclude(pk=pk).order_by("-received_at")[:30]
    near, more = queries.similar(question, user)
    context = {
        "question": question,
        "stamp": letter_stamp(question),
        "error": error,
        "similar": near,
        "more": more,
        "triages": user.has_role(*TRIAGES_LETTERS),
        "recent": list(recent),
        "answers": related_answers(f"{question.title} {question.letter}"),
    }
    return render(request, "questions/similar.html", context, status=status)
