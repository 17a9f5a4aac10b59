"""Widgets that forms of several rooms share."""

from __future__ import annotations

from django import forms

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
