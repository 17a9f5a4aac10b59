"""The texts for work with two people: one for each way of keeping confidences, and the second
person's own agreement. What is signed says which way was chosen (DOMAIN-10)."""

from __future__ import annotations

from clients.models import Confidences
from coachdesk.consents.models import ConsentKind

_TOGETHER = """\
We work with two people. Each of us has a record of our own: own messages, own steps, own notes of talks alone. Neither reads the other one’s record.

What one of us tells the coach alone. {policy}

Safety comes before this. If one of us is in danger, the coach does what protects that person, and may end the work with both without saying why.

A copy of what is written about us both needs the yes of each of us.

Each of us can end this at any time. Then the work with both ends, and each may go on alone."""

_NO_SECRETS = "There are no secrets between us in this work: what one of us tells alone may be brought up when we are together. What must not be known is better not told here."
_DISCRETION = "The coach decides with care whether it has to be brought up when we are together, and asks the one who told it first. It is brought up where the work would not be honest without it."
_INDIVIDUAL = "It stays with the one who told it. The coach brings up nothing of it unless that person agrees in writing."

_SECOND = """\
What we do. You came in because your partner wished to work together with you. You have a record of your own here. Your partner does not read it, and you do not read your partner’s.

What we cannot do. We cannot promise that another person will stay, return, talk or change. We are not an emergency service, and nobody watches this place around the clock. If you or someone near you is in danger, call your local emergency number.

How we work. Before we meet together, the coach talks with each of you alone. What you write in the portal is read by the people of our team who work with you, and by nobody else unless you agree, or unless the law or a danger to life obliges us. How we keep what one of you tells alone is said in a text that you both sign before we begin.

If you are not safe at home, tell us. You do not have to say it in front of anybody.

Ending. You can stop at any time, without a reason. We keep the record for the period the law names, and you can ask for a copy."""

# The text that both sign, by the way of keeping confidences.
TEXT_OF: dict[str, ConsentKind] = {
    Confidences.NO_SECRETS: ConsentKind.MULTI_NO_SECRETS,
    Confidences.DISCRETION: ConsentKind.MULTI_DISCRETION,
    Confidences.INDIVIDUAL: ConsentKind.MULTI_INDIVIDUAL,
}
_TITLE = "Working with two people"
JOINT_TEXTS: dict[ConsentKind, tuple[str, str]] = {
    ConsentKind.MULTI_NO_SECRETS: (_TITLE, _TOGETHER.format(policy=_NO_SECRETS)),
    ConsentKind.MULTI_DISCRETION: (_TITLE, _TOGETHER.format(policy=_DISCRETION)),
    ConsentKind.MULTI_INDIVIDUAL: (_TITLE, _TOGETHER.format(policy=_INDIVIDUAL)),
    ConsentKind.SERVICE_SECOND: ("Our agreement", _SECOND),
}
