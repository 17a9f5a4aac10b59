from __future__ import annotations

from django.urls import path

from clients import portal_urls
from clients.portal import checkins, entries, home_screen, journal, steps, threads, views

app_name = "portal"
_STEP = "steps/<uuid:pk>/<slug:step>/"
urlpatterns = [
    path("", views.today, name="today"),
    path("steps/", views.path, name="path"),
    path("check-in/", checkins.checkin, name="checkin"),
    path("messages/", threads.messages, name="messages"),
    path("pages/", journal.journal, name="journal"),
    path("pages/<uuid:pk>/", journal.journal_page, name="journal_page"),
    path("me/home/", home_screen.home_screen, name="home_screen"),
    path("me/home/notes.webmanifest", home_screen.manifest, name="manifest"),
    path("small/<uuid:pk>/", journal.task, name="task"),
    path("offer/<uuid:pk>/", views.proposal, name="proposal"),
    path("offer/<uuid:pk>/new/", views.upgrade, name="upgrade"),
    path("steps/<uuid:pk>/noted/<uuid:entry>/", entries.entry, name="entry"),
    path(f"{_STEP}wanted/", steps.want, name="want"),
    path(_STEP, steps.step, name="step"),
    path(f"{_STEP}save/", steps.save, name="save"),
    path(f"{_STEP}do/<slug:activity>/", steps.activity, name="activity"),
    *portal_urls.urlpatterns,
]
