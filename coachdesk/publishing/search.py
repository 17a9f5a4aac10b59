"""Full text over what is public: SQLite FTS5 or PostgreSQL, the same questions, the same answers."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When

from coachdesk.publishing.models import PublicCopy

MOST_WORDS = 12
CONFIG = "english"


def query_words(text: str) -> list[str]:
    """The words of a question that are looked for."""
    return re.findall(r"\w+", text.lower())[:MOST_WORDS]


def index_copy(copy: PublicCopy) -> None:
    """Put a published text into the index (PostgreSQL keeps its own)."""
    if connection.vendor != "sqlite":
        return
    drop_copy(str(copy.pk))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO publishing_search (copy_id, title, body) VALUES (%s, %s, %s)",
            [copy.pk.hex, copy.title, copy.search_text],
        )


def drop_copy(copy_id: str) -> None:
    """Take a text out of the index."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM publishing_search WHERE copy_id = %s", [copy_id.replace("-", "")]
        )


def find(text: str, *, any_word: bool = False, size: int = 20) -> list[PublicCopy]:
    """Published answers with all the words (or any), the best first; the last word may be begun."""
    wanted = query_words(text)
    if not wanted:
        return []
    if connection.vendor == "sqlite":
        return _find_sqlite(wanted, any_word, size)
    return list(_find_postgres(wanted, any_word)[:size])


def _find_sqlite(wanted: list[str], any_word: bool, size: int) -> list[PublicCopy]:
    quoted = [f'"{word}"' for word in wanted]
    if not any_word:
        quoted[-1] += "*"
    match = (" OR " if any_word else " ").join(quoted)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT copy_id FROM publishing_search WHERE publishing_search MATCH %s "
            "ORDER BY bm25(publishing_search, 1.0, 4.0, 1.0) LIMIT %s",
            [match, size],
        )
        ids = [row[0] for row in cursor.fetchall()]
    order = Case(
        *[When(pk=pk, then=Value(place)) for place, pk in enumerate(ids)],
        output_field=IntegerField(),
    )
    rows = PublicCopy.objects.filter(pk__in=ids).select_related("topic")
    return list(rows.order_by(order)) if ids else []


def _find_postgres(wanted: list[str], any_word: bool) -> QuerySet[PublicCopy]:
    raw = " | ".join(wanted) if any_word else " & ".join([*wanted[:-1], f"{wanted[-1]}:*"])
    question = SearchQuery(raw, search_type="raw", config=CONFIG)
    vector = SearchVector("title", weight="A", config=CONFIG) + SearchVector(
        "search_text", weight="D", config=CONFIG
    )
    rows = PublicCopy.objects.annotate(vector=vector).filter(vector=question)
    return (
        rows.annotate(rank=SearchRank(vector, question)).order_by("-rank").select_related("topic")
    )
