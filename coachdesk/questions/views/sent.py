"""What the forms of a letter send along, and how typed words come back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def number_in(request: HttpRequest, name: str) -> int:
    """A number that the page sends along; -1, which is never one, for anything else."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def words_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where the letter is not with the person any more, give back what was typed for the act; the
    same for a letter of somebody else and for none (SEC-12)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            typed = [request.POST.get(name, "").strip() for name in ("body", "reason", "text")]
            if not any(typed):
                raise
            context = {"text": "\n\n".join(words for words in typed if words)}
            return render(request, "questions/not_with_you.html", context, status=404)

    return answer
