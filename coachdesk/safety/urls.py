from __future__ import annotations

from django.urls import path

from coachdesk.safety import views

app_name = "safety"
urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("hiding-traces/", views.traces, name="traces"),
    path("desk/flags/", views.flags, name="flags"),
    path("desk/flags/numbers/", views.numbers, name="numbers"),
    path("desk/flags/<uuid:pk>/", views.flag, name="flag"),
]
