"""Refusals of the operator's commands."""

from __future__ import annotations


class OperationRefused(Exception):
    """A sentence for the operator; it carries no words of people and no keys."""
