from __future__ import annotations

from django.urls import path

from clients.own import urls
from clients.portal.views import (
    activities,
    checkins,
    entries,
    home_screen,
    journal,
    messages,
    offers,
    steps,
    today,
)

app_name = "portal"
_STEP = "steps/<uuid:pk>/<slug:step>/"
_OFFER = "offer/<uuid:pk>/"
_VERSION = f"{_OFFER}new/<uuid:version>/"
urlpatterns = [
    path("", today.today, name="today"),
    path("steps/", today.path, name="path"),
    path("check-in/", checkins.checkin, name="checkin"),
    path("messages/", messages.messages, name="messages"),
    path("messages/read/", messages.messages_read, name="messages_read"),
    path("pages/", journal.journal, name="journal"),
    path("pages/<uuid:pk>/", journal.journal_page, name="journal_page"),
    path("pages/<uuid:pk>/save/", journal.journal_page_save, name="journal_page_save"),
    path("pages/<uuid:pk>/delete/", journal.journal_page_delete, name="journal_page_delete"),
    path("me/home/", home_screen.home_screen, name="home_screen"),
    path("me/home/on/", home_screen.home_screen_on, name="home_screen_on"),
    path("me/home/off/", home_screen.home_screen_off, name="home_screen_off"),
    path("me/home/notes.webmanifest", home_screen.manifest, name="manifest"),
    path("small/<uuid:pk>/", journal.task, name="task"),
    path(_OFFER, offers.proposal, name="proposal"),
    path(f"{_OFFER}accept/", offers.proposal_accept, name="proposal_accept"),
    path(f"{_OFFER}decline/", offers.proposal_decline, name="proposal_decline"),
    path(f"{_OFFER}new/", offers.upgrade, name="upgrade"),
    path(f"{_VERSION}accept/", offers.upgrade_accept, name="upgrade_accept"),
    path(f"{_VERSION}decline/", offers.upgrade_decline, name="upgrade_decline"),
    path("steps/<uuid:pk>/noted/<uuid:entry>/", entries.entry, name="entry"),
    path(f"{_STEP}wanted/", steps.want, name="want"),
    path(_STEP, steps.step, name="step"),
    path(f"{_STEP}save/", steps.save, name="save"),
    path(f"{_STEP}hand-in/", steps.hand_in, name="hand_in"),
    path(f"{_STEP}do/<slug:activity>/", activities.activity, name="activity"),
    *urls.urlpatterns,
]
