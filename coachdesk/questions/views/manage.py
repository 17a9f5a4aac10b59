"""Managing a letter: who answers it, its topics, how it ends, and which letter it belongs to."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coachdesk.lib.as_shown import shown_in
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.questions import services
from coachdesk.questions.forms import AssignForm, DeclineForm, ReasonForm, TopicsForm
from coachdesk.questions.models import Question, QuestionState
from coachdesk.questions.shown import letter_stamp, what_stands
from coachdesk.questions.views.earlier import similar_page
from coachdesk.questions.views.inbox import LETTERS, TRIAGE
from coachdesk.questions.views.sent import words_back
from coachdesk.questions.views.workbench import back_to, move, reason_of, visible
from coachdesk.users.models import User
from coachdesk.users.policies import STAFF, TRIAGES_LETTERS, policy, staff


@policy(STAFF, **LETTERS)
def manage(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Topics, people, and how the letter ends."""
    return _page(request, visible(request, pk))


def _page(
    request: HttpRequest,
    question: Question,
    *,
    status: int = 200,
    error: str = "",
    topics_form: TopicsForm | None = None,
) -> HttpResponse:
    """The page; where an act was refused, with what was typed and chosen for it."""
    typed = {name: request.POST.get(name, "") for name in ("reason", "outcome", "text", "to")}
    context = {
        "stamp": letter_stamp(question),
        "error": error,
        "typed_text": (typed["text"] or typed["reason"]) if error else "",
        "question": question,
        "triages": staff(request).has_role(*TRIAGES_LETTERS),
        "reason_form": ReasonForm(initial=typed),
        "can_end": QuestionState.DECLINED in services.MOVES[question.state],
        "decline_form": DeclineForm(initial=typed, auto_id="decline_%s"),
        "assign_form": AssignForm(initial=typed),
        "topics_form": topics_form or _topics_form(question),
    }
    return render(request, "questions/manage.html", context, status=status)


def _topics_form(question: Question, sent: QueryDict | None = None) -> TopicsForm:
    stands = sorted(topic.slug for topic in question.topics.all())
    return TopicsForm(sent, initial={"topics": stands})


def _again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """409: what stands now, for somebody whose page was old."""
    question = visible(request, pk)
    return _page(request, question, status=409, error=what_stands(question))


def _move(request: HttpRequest, pk: uuid.UUID, act: Callable[[User], object]) -> HttpResponse:
    """Carry out an act of this page; see ``move`` of the workbench."""
    return move(request, pk, act, again=lambda: _again(request, pk))


@policy(STAFF, methods=("POST",), **LETTERS)
def topics(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set the topics of one letter; a page that showed others replaces none."""
    question = visible(request, pk)
    with transaction.atomic():
        services.locked(pk)
        form = _topics_form(question, request.POST)
        if form.is_valid():
            services.set_topics(
                question_ids=[question.pk],
                topics=list(form.cleaned_data["topics"]),
                actor=staff(request),
            )
    if form.stale:
        return _page(request, question, status=409, topics_form=form)
    return redirect("questions:workbench", pk=pk)


@policy(STAFF, methods=("POST",), **LETTERS)
def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a letter to answer it."""
    visible(request, pk)
    shown = shown_in(request)
    return move(request, pk, lambda user: services.take(question_id=pk, actor=user, shown=shown))


@policy(STAFF, methods=("POST",), **TRIAGE)
def assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a letter to a colleague."""
    visible(request, pk)

    def act(user: User) -> None:
        form = AssignForm(request.POST)
        if not form.is_valid():
            raise NotPossible(_("Choose who takes this letter."))
        services.assign(
            question_id=pk, to=form.cleaned_data["to"], actor=user, shown=shown_in(request)
        )

    return _move(request, pk, act)


@policy(STAFF, methods=("POST",), **LETTERS)
def give_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a letter back among the new ones."""
    visible(request, pk)
    shown = shown_in(request)
    return _move(
        request, pk, lambda user: services.give_back(question_id=pk, actor=user, shown=shown)
    )


@policy(STAFF, methods=("POST",), **TRIAGE)
def spam(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sort a letter out as spam."""
    visible(request, pk)
    shown = shown_in(request)
    return _move(
        request,
        pk,
        lambda user: services.sort_out_spam(question_id=pk, is_spam=True, actor=user, shown=shown),
    )


@policy(STAFF, methods=("POST",), **TRIAGE)
def not_spam(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a letter is no spam."""
    visible(request, pk)
    shown = shown_in(request)
    return move(
        request,
        pk,
        lambda user: services.sort_out_spam(question_id=pk, is_spam=False, actor=user, shown=shown),
    )


@policy(STAFF, methods=("POST",), **LETTERS)
@words_back
def propose_decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Propose that a letter gets no private answer; an editor or a supervisor decides."""
    visible(request, pk)
    try:
        services.propose_decline(
            question_id=pk,
            actor=staff(request),
            reason=reason_of(request),
            shown=shown_in(request),
        )
    except Conflict:
        return _again(request, pk)
    except NotPossible as refused:
        return _page(request, visible(request, pk), status=409, error=str(refused))
    messages.success(request, _("Proposed. An editor or a supervisor decides."))
    return back_to(request, pk)


@policy(STAFF, methods=("POST",), **TRIAGE)
@words_back
def decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a letter without a private answer, with words for the writer."""
    question = visible(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        words = _("Choose how this letter ends, and keep the words under 2,000 characters.")
        return _page(request, question, status=400, error=words)
    try:
        services.decline(
            question_id=pk, actor=staff(request), shown=shown_in(request), **form.cleaned_data
        )
    except Conflict:
        return _again(request, pk)
    except NotPossible as refused:
        return _page(request, visible(request, pk), status=409, error=str(refused))
    return redirect("questions:workbench", pk=pk)


@policy(STAFF, methods=("POST",), **LETTERS)
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close an answered letter."""
    visible(request, pk)
    shown = shown_in(request)
    return move(request, pk, lambda user: services.close(question_id=pk, actor=user, shown=shown))


@policy(STAFF, methods=("POST",), **TRIAGE)
@words_back
def reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a letter again that has ended, with the reason."""
    visible(request, pk)
    return move(
        request,
        pk,
        lambda user: services.reopen(
            question_id=pk, actor=user, reason=reason_of(request), shown=shown_in(request)
        ),
    )


@policy(STAFF, methods=("POST",), **TRIAGE)
def merge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Merge a letter into another one, which stays."""
    visible(request, pk)

    def act(user: User) -> None:
        try:
            into = uuid.UUID(request.POST.get("into", ""))
        except ValueError:
            raise NotPossible(_("Choose the letter that stays.")) from None
        target = Question.objects.visible_to(user).filter(pk=into).first()
        if target is None:
            raise NotPossible(_("Choose the letter that stays."))
        services.merge(question_id=pk, into_id=target.pk, actor=user, shown=shown_in(request))

    def again() -> HttpResponse:
        words = what_stands(visible(request, pk))
        return similar_page(request, pk, error=words, status=409)

    return move(request, pk, act, again=again)


@policy(STAFF, methods=("POST",), **TRIAGE)
def unmerge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo a merge: the letter is one of its own again."""
    visible(request, pk)
    shown = shown_in(request)
    return _move(
        request, pk, lambda user: services.unmerge(question_id=pk, actor=user, shown=shown)
    )


@policy(STAFF, methods=("POST",), **LETTERS)
def offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer the writer to work with the practice."""
    visible(request, pk)
    return move(request, pk, lambda user: services.offer_work(question_id=pk, actor=user))
