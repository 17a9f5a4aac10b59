"""Who may reach what by its id: the table of the access sweep (SEC-00, section 2).

Each rule covers the routes below a place, the first that fits counts. ``kinds`` says what each id of
the address is. ``read`` and ``write`` name the relations to the row that may pass the door; what
they then get is the page's business. For everybody else the answer is a refusal that is the same for
a row that does not exist, costs the same, changes nothing and holds no word of the row. ``bare``
names those who may get the page, but no word of the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rule:
    """One rule; ``place`` is the beginning of the route as the resolver prints it."""

    place: str
    kinds: dict[str, str]
    read: frozenset[str] = frozenset()
    write: frozenset[str] = frozenset()
    bare: frozenset[str] = field(default=frozenset())


def rule(
    place: str, read: str = "", write: str | None = None, bare: str = "", **kinds: str
) -> Rule:
    reads = frozenset(read.split())
    writes = reads if write is None else frozenset(write.split())
    return Rule(place, kinds, reads, writes, frozenset(bare.split()))


_C, _CASE = "desk/clients/<uuid:pk>/", "desk/clients/cases/<uuid:"
_LETTERS = "assigned queue editor supervisor"
_TEAM = "works leads"
RULES = [
    # letters, articles, comments
    rule("desk/questions/mirror/", "supervisor", pk="questions.MirrorNotice"),
    rule("desk/questions/passages/", "staff", pk="questions.SavedPassage"),
    rule("desk/questions/views/", "mine", pk="questions.SavedView"),
    rule("desk/questions/<uuid:pk>/", _LETTERS, pk="questions.Question"),
    rule("desk/articles/from/<uuid:pk>/", _LETTERS, pk="questions.Question"),
    rule("desk/articles/<uuid:pk>/", "author assigned editor supervisor", pk="publishing.Article"),
    rule("desk/comments/<uuid:pk>/", "editor supervisor", pk="publishing.Comment"),
    rule("comment/<uuid:pk>/report/", "public", pk="publishing.Comment"),
    # flags: code, urgency and whom to call for the team; words for who works with the person
    rule(
        "desk/flags/<uuid:pk>/",
        "works leads assigned queue editor reads_letters moderates",
        bare="coach supervisor any_editor",
        pk="safety.SafetyFlag",
    ),
    rule("desk/outbox/<uuid:pk>/", "owner supervisor", pk="outbox.OutboxMessage"),
    # who works on a case
    rule(f"{_CASE}case>/assign/", "owner", case="clients.Case"),
    rule(f"{_CASE}pk>/staffing/", "owner leads works", pk="clients.Case"),
    rule(f"{_CASE}pk>/take/", "owner leads works", pk="clients.Case"),
    rule(f"{_CASE}pk>/hand-over/", _TEAM, pk="clients.Case"),
    rule(f"{_CASE}pk>/cover/", _TEAM, pk="clients.Case"),
    rule(f"{_CASE}pk>/", "works", pk="clients.Case"),
    rule("desk/clients/takings/<uuid:pk>/", "owner supervisor carer", pk="clients.CaseTaking"),
    rule("desk/clients/goals/<uuid:pk>/", "works", pk="clients.Goal"),
    # keeping
    rule("desk/clients/keeping/holds/", "owner supervisor", pk="clients.LegalHold"),
    rule("desk/clients/keeping/", "owner supervisor", pk="clients.Erasure"),
    rule("desk/clients/copies/", "owner supervisor", pk="clients.RecordCopy"),
    rule("desk/clients/emergency/", "owner supervisor", pk="clients.BreakGlass"),
    # the record of a client, and what hangs on it
    rule(
        f"{_C}record/covers/<int:assignment>/",
        _TEAM,
        pk="clients.Client",
        assignment="clients.CaseAssignment",
    ),
    rule(f"{_C}record/requests/", "works", pk="clients.Client", asked="clients.RecordRequest"),
    rule(f"{_C}record/merges/", "works", pk="clients.Client", merge="clients.Merge"),
    rule(f"{_C}words/<uuid:entry>/", "works", pk="clients.Client", entry="clients.WordsEntry"),
    rule(
        f"{_C}documents/<uuid:document>/",
        _TEAM,
        "works",
        pk="clients.Client",
        document="clients.Document",
    ),
    rule(f"{_C}copy/", _TEAM, pk="clients.Client", grant="consents.ConsentGrant"),
    rule(
        f"{_C}homework/small/<uuid:task>/",
        "works",
        pk="clients.Client",
        task="homework.SingleTask",
    ),
    rule(
        f"{_C}check-ins/scores/<uuid:score>/",
        "works",
        pk="clients.Client",
        score="measures.MeasureScore",
    ),
    rule(
        f"{_C}check-ins/plans/<uuid:plan>/",
        "works",
        pk="clients.Client",
        plan="measures.MeasurePlan",
    ),
    rule(f"{_C}safety/override/", _TEAM, pk="clients.Client"),
    rule(f"{_C}contact/", f"{_TEAM} front_desk", "works front_desk", pk="clients.Client"),
    rule(f"{_C}messages/", "works", pk="clients.Client"),
    rule(f"{_C}edit/", "works", pk="clients.Client"),
    rule(f"{_C}lockdown/", "works", pk="clients.Client"),
    rule(f"{_C}lockdown/end/", "works", pk="clients.Client"),
    rule(f"{_C}session/", "works", pk="clients.Client"),
    rule(f"{_C}homework/give/", "works", pk="clients.Client"),
    rule(f"{_C}panel/", _TEAM, "works", pk="clients.Client"),
    rule(_C, f"{_TEAM} front_desk", "works", pk="clients.Client"),
    # homework
    rule(
        "desk/homework/<uuid:pk>/upgrade/<uuid:version>/",
        "works",
        pk="homework.Assignment",
        version="homework.ProgramVersion",
    ),
    rule("desk/homework/<uuid:pk>/", _TEAM, "works", pk="homework.Assignment"),
    # meetings and money
    rule(
        "desk/sessions/<uuid:pk>/move/", "works front_desk", pk="coaching_sessions.CoachingSession"
    ),
    rule(
        "desk/sessions/<uuid:pk>/cancel/",
        "works front_desk",
        pk="coaching_sessions.CoachingSession",
    ),
    rule("desk/sessions/<uuid:pk>/note/", _TEAM, pk="coaching_sessions.CoachingSession"),
    rule("desk/sessions/<uuid:pk>/error/", _TEAM, pk="coaching_sessions.CoachingSession"),
    rule(
        "desk/sessions/<uuid:pk>/snippets/",
        "works",
        pk="coaching_sessions.CoachingSession",
        snippet_pk="coaching_sessions.Snippet",
    ),
    rule("desk/sessions/<uuid:pk>/", _TEAM, "works", pk="coaching_sessions.CoachingSession"),
    rule("desk/supervision/<uuid:pk>/", _TEAM, pk="coaching_sessions.CaseReviewItem"),
    rule("desk/money/invoices/<uuid:pk>/", "front_desk owner", pk="coaching_sessions.Invoice"),
    rule("desk/money/<uuid:pk>/", "front_desk owner", pk="clients.Client"),
    rule("desk/calendar/hours/openings/", "mine", pk="coaching_sessions.Opening"),
    rule("desk/calendar/hours/days/", "mine", pk="coaching_sessions.DayException"),
    rule("desk/notes/lists/snippets/", "mine shared", pk="coaching_sessions.Snippet"),
    # the client's own pages
    rule("my/pages/<uuid:pk>/", "own", pk="homework.JournalEntry"),
    rule("my/small/<uuid:pk>/", "own", pk="homework.SingleTask"),
    rule(
        "my/offer/<uuid:pk>/new/<uuid:version>/",
        "own",
        pk="homework.Assignment",
        version="homework.ProgramVersion",
    ),
    rule("my/offer/<uuid:pk>/", "own", pk="homework.Assignment"),
    rule(
        "my/steps/<uuid:pk>/noted/<uuid:entry>/",
        "own",
        pk="homework.Assignment",
        entry="homework.LogEntry",
    ),
    rule("my/steps/<uuid:pk>/", "own", pk="homework.Assignment"),
    rule("my/goals/<uuid:pk>/", "own", pk="clients.Goal"),
    rule("accounts/sessions/<int:pk>/", "mine", pk="usersessions.UserSession"),
    rule("my/data/requests/<uuid:pk>/", "own", pk="clients.RecordRequest"),
    rule("my/documents/releases/<uuid:pk>/", "own", pk="clients.Release"),
    rule("my/documents/file/<uuid:pk>/", "own", pk="clients.Document"),
    rule("my/documents/copy/<uuid:pk>/", "own", pk="consents.ConsentGrant"),
    rule("my/words/<uuid:pk>/", "own", pk="clients.WordsEntry"),
    rule("my/sorter/<uuid:pk>/", "own", pk="clients.Worry"),
    rule("my/appointments/wait/<uuid:pk>/", "own", pk="coaching_sessions.WaitEntry"),
    rule("my/appointments/<uuid:pk>/", "own", pk="coaching_sessions.CoachingSession"),
]
# Ids of the practice's own things: no record of anybody. Who may is said by the role alone, which
# the route matrix covers.
NOBODYS = (
    "desk/team/",
    "desk/programs/",
    "desk/flags/numbers/",
    "desk/notes/lists/interventions/",
    "archive/",
)
# Kinds of somebody's rows that no address names: they are reached through their parent only.
THROUGH_PARENT = """
    users.Invitation safety.EscalationEntry outbox.SafeContact outbox.ContactFreeze
    questions.Reply questions.ReplyVersion questions.WriterMessage questions.StaffNote
    publishing.ArticleRevision publishing.ArticleStep publishing.DetailDecision
    publishing.PublicCopy publishing.CommentReport clients.StanceChange clients.GoalRating
    clients.CaseReview clients.PartnerInvitation clients.ClientEvent clients.Screening
    clients.JointWork
    clients.SafetyOverride measures.CheckIn homework.StepEvent homework.Reflection
    homework.CoachReply messaging.Message coaching_sessions.Attendance coaching_sessions.Package
    coaching_sessions.CreditUse coaching_sessions.Payment coaching_sessions.Note
    coaching_sessions.Addendum coaching_sessions.NoteComment coaching_sessions.ProcessNote
""".split()
# Kinds of which the sweep's practice has no row.
NOT_MADE: set[str] = set()
