"""The blocks of an article (DOMAIN-4), their text, and the hash that approval is bound to."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from coachdesk.lib.rich_text import plain_text, replace_visible
from coachdesk.questions.models import Question, Reply

# In the order of the page. Lists of lines are marked; points are dictionaries.
TEXTS = ("title", "intro", "letter", "pseudonym", "context", "answer", "hope", "invitation")
RICH = ("context", "answer", "hope")  # cleaned HTML or plain text
LINES = ("self_check", "signs", "takeaways")
PAGE_ORDER = (
    "intro",
    "self_check",
    "signs",
    "letter",
    "context",
    "answer",
    "points",
    "hope",
    "takeaways",
    "invitation",
)
DEFAULT_INVITATION = (
    "Have you lived through something like this? Other readers would be glad to hear how it went."
)


def empty_blocks() -> dict[str, Any]:
    """An article nobody has begun."""
    return {**{name: "" for name in TEXTS}, **{name: [] for name in LINES}, "points": []}


def blocks_from(question: Question, reply: Reply | None) -> dict[str, Any]:
    """The first draft: the letter as it came, to be disguised, and the private answer."""
    blocks = empty_blocks()
    blocks["title"] = question.title[:120]
    blocks["letter"] = question.letter
    blocks["pseudonym"] = question.pseudonym
    blocks["invitation"] = DEFAULT_INVITATION
    if reply is not None:
        parts = reply.parts
        blocks["title"] = parts.get("title") or blocks["title"]
        blocks["intro"] = parts.get("opening", "")
        blocks["answer"] = parts.get("answer", "")
        # Which step of a program a point goes with is for the desk: an article has the words only.
        blocks["points"] = [
            {"title": p["title"], "text": p["text"]} for p in parts.get("points", [])
        ]
        blocks["takeaways"] = list(parts.get("takeaways", []))
    return blocks


def text_of(blocks: dict[str, Any]) -> str:
    """All words of an article, block by block; the pseudonym is not among them."""
    parts: list[str] = [str(blocks.get("title", ""))]
    for name in PAGE_ORDER:
        value = blocks.get(name)
        if name == "points":
            parts += [f"{p['title']}\n{p['text']}" for p in value or []]
        elif name in LINES:
            parts += list(value or [])
        else:
            words = str(value or "")
            parts.append(plain_text(words) if name in RICH else words)
    return "\n\n".join(part for part in parts if part)


def blocks_hash(blocks: dict[str, Any]) -> str:
    """The hash of the exact public text (SEC-73)."""
    body = json.dumps(blocks, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def replace_words(blocks: dict[str, Any], words: str, instead: str) -> dict[str, Any]:
    """The blocks with ``words`` replaced wherever a reader sees them."""

    def swap(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace(words, instead)
        if isinstance(value, list):
            return [swap(one) for one in value]
        if isinstance(value, dict):
            return {key: swap(one) for key, one in value.items()}
        return value

    changed = {name: swap(value) for name, value in blocks.items() if name not in RICH}
    for name in RICH:
        if name in blocks:
            changed[name] = replace_visible(str(blocks[name] or ""), words, instead)
    return {**blocks, **changed, "pseudonym": blocks.get("pseudonym", "")}
