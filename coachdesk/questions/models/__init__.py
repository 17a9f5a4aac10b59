"""Letters, their answers, and what the team keeps beside them."""

from coachdesk.questions.models.desk import (
    FactKey,
    MirrorNotice,
    SavedPassage,
    SavedView,
    StaffNote,
)
from coachdesk.questions.models.letters import (
    AT_WORK,
    ENDED,
    OPEN,
    OPEN_QUEUE,
    WAITING,
    ContactWay,
    Outcome,
    Question,
    QuestionManager,
    QuestionState,
    Source,
    Topic,
)
from coachdesk.questions.models.replies import (
    Reply,
    ReplyState,
    ReplyVersion,
    WriterKind,
    WriterMessage,
)

__all__ = [
    "AT_WORK",
    "ENDED",
    "OPEN",
    "OPEN_QUEUE",
    "WAITING",
    "ContactWay",
    "FactKey",
    "MirrorNotice",
    "Outcome",
    "Question",
    "QuestionManager",
    "QuestionState",
    "Reply",
    "ReplyState",
    "ReplyVersion",
    "SavedPassage",
    "SavedView",
    "Source",
    "StaffNote",
    "Topic",
    "WriterKind",
    "WriterMessage",
]
