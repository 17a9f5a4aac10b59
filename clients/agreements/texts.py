"""The agreement texts that come with the product; a practice replaces them with its own versions."""

from __future__ import annotations

from clients.agreements.joint_texts import JOINT_TEXTS
from coachdesk.consents.models import ConsentKind, ConsentText
from coachdesk.consents.services import publish_text

_SERVICE = """\
What we do. We work with you alone on your part of a relationship. Your partner does not have to come, and will not hear from us that you do.

What we cannot do. We cannot promise that another person will stay, return, talk or change. We are not an emergency service, and nobody watches this place around the clock. If you or someone near you is in danger, call your local emergency number.

How we work. You set your own goals, and you can change them. What you write in the portal is read by the people of our team who work with you, and by nobody else unless you agree, or unless the law or a danger to life obliges us.

If you are not safe at home, tell us. Some steps will then be left out, because they are not meant for homes where there is fear.

Ending. You can stop at any time, without a reason. We keep the record for the period the law names, and you can ask for a copy."""

_PRIVACY = """\
What we keep. Your name or the name you chose, how we may reach you, what we agreed, notes of our sessions, what you write in the portal, and who opened your record and when.

Where. Private text is sealed in the database. Sealing protects a stolen copy; it does not protect a running server that somebody has taken over.

Who reads it. Only the people of our team who work with you. A supervisor reads along only if you agree to supervision. In an emergency the owner of the practice may open a record for one hour; you can see that it happened.

Your rights. You can have a copy, ask for a correction, add your disagreement, and see who opened your record. You can withdraw what you agreed to; it ends at once.

Messages. We only use the ways you marked as safe. Messages that leave here carry no content."""

_SUPERVISION = """\
My coach may talk about our work with a supervisor of this practice, who may then read my record. The supervisor is bound by the same rules. I can withdraw this at any time."""

_VIDEO = """\
We may meet by video. I choose a place where nobody listens. I know that a device that somebody else controls can be watched."""

_RELEASE = """\
You may tell the recipient named below the things named below, until the day named below. I can end this at any time; what was told before cannot be called back."""

# Version, title and words. The ground floor ships a short first version of those that begin with 2.
_OURS: dict[str, tuple[int, str, str]] = {
    ConsentKind.SERVICE: (2, "Our agreement", _SERVICE),
    ConsentKind.PRIVACY: (2, "Privacy, in plain words", _PRIVACY),
    ConsentKind.SUPERVISION: (2, "Supervision", _SUPERVISION),
    ConsentKind.VIDEO: (2, "Meeting by video", _VIDEO),
    ConsentKind.RELEASE: (2, "Telling somebody else", _RELEASE),
    **{kind: (1, title, body) for kind, (title, body) in JOINT_TEXTS.items()},
}


def text_for(kind: str) -> ConsentText:
    """The text of a kind in force for clients: the practice's newest, or the one shipped here.

    Raises ConsentText.DoesNotExist for a kind that has no text.
    """
    found = ConsentText.objects.filter(kind=kind, locale="en").order_by("-version").first()
    if kind in _OURS:
        version, title, body = _OURS[kind]
        if found is None or found.version < version:
            return publish_text(kind=kind, version=version, title=title, body=body)
    if found is None:
        raise ConsentText.DoesNotExist
    return found


def load_joint_texts() -> int:
    """Publish the texts for work with two people that are missing; gives how many."""
    before = ConsentText.objects.count()
    for kind in JOINT_TEXTS:
        text_for(kind)
    return ConsentText.objects.count() - before
