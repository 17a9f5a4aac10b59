"""The writer's own page behind the six words."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coachdesk.consents.models import ConsentKind
from coachdesk.consents.shipped_texts import shipped_text
from coachdesk.lib.as_shown import shown_in
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.questions import own_letter as reader
from coachdesk.questions.forms import AgreeForm, CodeForm, WriteMoreForm
from coachdesk.questions.letter_panels import panels
from coachdesk.questions.models import OPEN, Question, QuestionState, ReplyState, WriterKind
from coachdesk.questions.shown import publication_stamp
from coachdesk.safety.queries import help_numbers
from coachdesk.users import errors
from coachdesk.users.form_keys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.policies import ANYONE, FORM_METHODS, READER, READER_SESSION_KEY, policy
from coachdesk.users.rate_limits import client_address, not_counted, within_limit


@policy(ANYONE, methods=FORM_METHODS)
def letter(request: HttpRequest) -> HttpResponse:
    """Where the six words are asked for; the link in a mail leads here and opens nothing (SEC-03)."""
    if request.method != "POST":
        again = request.GET.get("again") == "1"
        return render(request, "questions/code.html", {"form": CodeForm(), "again": again})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "questions/code.html", {"form": form}, status=400)
    code = form.cleaned_data["code"]
    who = client_address(request)
    hour = timedelta(hours=1)
    if not within_limit("code", who, times=20, per=hour):
        return errors.text_back(request, status=429, template="429.html")
    question = reader.open_with_code(code)
    if question is None:
        form.add_error(
            "code", _("These words don’t open a letter. Please check their order and spelling.")
        )
        return render(request, "questions/code.html", {"form": form}, status=400)
    not_counted("code", who, per=hour)  # failures are counted, not openings (SEC-46)
    request.session.cycle_key()
    request.session[READER_SESSION_KEY] = str(question.pk)
    return redirect("questions:letter_read")


def own_letter(request: HttpRequest) -> Question:
    """The letter this browser opened. Raises Http404 when it is gone."""
    rows = Question.objects.select_related("merged_into")
    question = rows.filter(pk=request.session[READER_SESSION_KEY]).first()
    if question is None or not question.letter:
        raise Http404
    return question


def _show(
    request: HttpRequest, question: Question, *, status: int = 200, **forms: object
) -> HttpResponse:
    # A letter merged into another of the same writer shows the answer to that one.
    answered = question.merged_into or question
    replies = list(answered.replies.filter(state=ReplyState.SENT).order_by("number"))
    if any(reply.read_at is None for reply in replies) and request.method == "POST":
        reader.mark_read(question_id=question.pk)
    can_ask_back = (
        question.state in (QuestionState.ANSWERED, QuestionState.CLOSED)
        and not question.follow_up_used
    )
    context = {
        "question": question,
        "replies": replies,
        "writer_messages": list(question.writer_messages.all()),
        "panels": panels("reader", question),
        "can_ask_back": can_ask_back,
        "can_add": question.state in OPEN,
        "withdrawn": question.state == QuestionState.WITHDRAWN,
        "write_form": forms.get("write_form") or WriteMoreForm(),
        "agree_form": forms.get("agree_form") or AgreeForm(),
        "publication": shipped_text(ConsentKind.PUBLICATION),
        "publication_stamp": publication_stamp(question),
        "numbers": help_numbers(question.country, young=not question.adult),
    }
    return render(request, "questions/letter.html", context, status=status)


@policy(READER, relation="own letter")
def letter_read(request: HttpRequest) -> HttpResponse:
    """Status in plain words, the answer, and everything the writer may do."""
    return _show(request, own_letter(request))


@policy(READER, methods=("POST",), relation="own letter")
def letter_seen(request: HttpRequest) -> HttpResponse:
    """The writer says that the answer has been read; the team sees that it arrived."""
    reader.mark_read(question_id=own_letter(request).pk)
    messages.success(request, _("Thank you. The counselor sees that you have read it."))
    return redirect("questions:letter_read")


@policy(READER, methods=("POST",), relation="own letter")
def letter_write(request: HttpRequest) -> HttpResponse:
    """One question back, or something to add."""
    question = own_letter(request)
    form = WriteMoreForm(request.POST)
    if not form.is_valid():
        return _show(request, question, status=400, write_form=form)
    kind = WriterKind.FOLLOW_UP if question.answered_at else WriterKind.ADDITION
    if question.state in OPEN:
        kind = WriterKind.ADDITION
    body = form.cleaned_data["body"]
    try:
        once(
            key=form.cleaned_data["form_key"],
            form="letter-write",
            content=content_hash(body),
            actor_id=question.pk,
            create=lambda: reader.write_more(question_id=question.pk, kind=kind, body=body),
        )
    except SentBefore:
        pass
    except SentWithOtherContent:
        form.add_error(None, _("This was sent before with other words."))
        return _show(request, question, status=409, write_form=form)
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return _show(request, question, status=409, write_form=form)
    messages.success(request, _("It is with the team now."))
    return redirect("questions:letter_read")


@policy(READER, relation="own letter")
def letter_withdraw(request: HttpRequest) -> HttpResponse:
    """The page that asks: withdraw the letter, or delete everything at once."""
    return render(request, "questions/withdraw.html", {"question": own_letter(request)})


@policy(READER, methods=("POST",), relation="own letter")
def letter_withdraw_confirm(request: HttpRequest) -> HttpResponse:
    """Withdraw the letter; its text is erased within 30 days."""
    reader.withdraw_letter(question_id=own_letter(request).pk, at_once=False)
    messages.success(request, _("Your letter is withdrawn. Its text is erased within 30 days."))
    return redirect("questions:letter_read")


@policy(READER, methods=("POST",), relation="own letter")
def letter_delete(request: HttpRequest) -> HttpResponse:
    """Delete every word at once; the six words open nothing any more."""
    reader.withdraw_letter(question_id=own_letter(request).pk, at_once=True)
    request.session.flush()
    return render(request, "questions/deleted.html")


def _choose_publication(request: HttpRequest, *, yes: bool, words: str) -> HttpResponse:
    shown, stood = request.POST.get("text_hash", ""), shown_in(request)
    question = own_letter(request)
    try:
        reader.choose_publication(question_id=question.pk, yes=yes, shown=shown, stood=stood)
    except Conflict as stale:
        words = _("Your answer about publishing changed after you opened that page. It stays no.")
        messages.error(request, words)
        return _show(request, stale.stored, status=409)
    except NotPossible as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect("questions:letter_read")


@policy(READER, methods=("POST",), relation="own letter")
def letter_publication_yes(request: HttpRequest) -> HttpResponse:
    """Allow a disguised version to be published, at any time."""
    words = _("Thank you. You see every page before it is public.")
    return _choose_publication(request, yes=True, words=words)


@policy(READER, methods=("POST",), relation="own letter")
def letter_publication_no(request: HttpRequest) -> HttpResponse:
    """Say no to publishing, at any time; what is online goes offline at once."""
    words = _("It stays between us. If something was online, it is offline now.")
    return _choose_publication(request, yes=False, words=words)


@policy(READER, methods=("POST",), relation="own letter")
def letter_agree(request: HttpRequest) -> HttpResponse:
    """Accept the offer to work with the practice."""
    question = own_letter(request)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _show(request, question, status=400, agree_form=form)
    try:
        reader.agree_to_work(question_id=question.pk, **form.cleaned_data)
    except NotPossible as refused:
        question.refresh_from_db()
        if question.agreed_to_contact_at:  # its page has no form any more that could say so
            messages.error(request, str(refused))
        form.add_error(None, str(refused))
        return _show(request, question, status=409, agree_form=form)
    messages.success(request, _("Thank you. An invitation in neutral words comes to that address."))
    return redirect("questions:letter_read")


@policy(READER, methods=("POST",), relation="own letter")
def letter_close(request: HttpRequest) -> HttpResponse:
    """Close the letter on this device."""
    request.session.flush()
    return redirect("questions:letter")
