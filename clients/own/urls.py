"""The client's own pages of this floor; the portal's urls include them under /my/."""

from __future__ import annotations

from django.urls import path

from clients.own.views import agreements, data, goals, partner, settings, welcome, words

urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("locked/", welcome.locked, name="locked"),
    path("me/", settings.me, name="me"),
    path("me/address/", settings.address, name="address"),
    path("me/contact/<slug:channel>/", settings.contact_store, name="contact_store"),
    path("me/time-zone/", settings.zone_set, name="zone_set"),
    path("me/mail/mute/", settings.mail_mute, name="mail_mute"),
    path("me/mail/unmute/", settings.mail_unmute, name="mail_unmute"),
    path("me/discreet/start/", settings.discreet_start, name="discreet_start"),
    path("me/discreet/end/", settings.discreet_end, name="discreet_end"),
    path("me/lockdown/", settings.lockdown_start, name="lockdown_start"),
    path("partner/", partner.portal_partner, name="partner"),
    path("partner/ask/", partner.partner_ask, name="partner_ask"),
    path("partner/invite/", partner.partner_invite, name="partner_invite"),
    path("partner/take-back/", partner.partner_take_back, name="partner_take_back"),
    path("goals/", goals.goals, name="goals"),
    path("goals/add/", goals.goal_add, name="goal_add"),
    path("goals/<uuid:pk>/rate/", goals.goal_rate, name="goal_rate"),
    path("data/", data.data, name="data"),
    path("data/copy/", data.download, name="download"),
    path("data/requests/add/", data.request_add, name="request_add"),
    path("data/requests/<uuid:pk>/disagree/", data.request_disagree, name="request_disagree"),
    path("documents/", agreements.portal_documents, name="documents"),
    path("documents/sign/<slug:kind>/", agreements.portal_sign, name="sign"),
    path("documents/sign/<slug:kind>/yes/", agreements.text_sign, name="text_sign"),
    path("documents/sign/<slug:kind>/no/", agreements.text_decline, name="text_decline"),
    path(
        "documents/sign/<slug:kind>/withdraw/",
        agreements.consent_withdraw,
        name="consent_withdraw",
    ),
    path("documents/releases/add/", agreements.release_sign, name="release_sign"),
    path("documents/releases/<uuid:pk>/end/", agreements.release_end, name="release_end"),
    path("documents/file/add/", agreements.file_add, name="file_add"),
    path("documents/file/<uuid:pk>/", agreements.portal_file, name="file"),
    path("documents/file/<uuid:pk>/remove/", agreements.file_remove, name="file_remove"),
    path("documents/copy/<uuid:pk>/", agreements.portal_copy, name="copy"),
    path("words/", words.portal_words, name="words"),
    path("words/add/", words.words_add, name="words_add"),
    path("words/<uuid:pk>/hide/", words.words_hide, name="words_hide"),
    path("sorter/", words.portal_sorter, name="sorter"),
    path("sorter/add/", words.worry_add, name="worry_add"),
    path("sorter/<uuid:pk>/move/", words.worry_move, name="worry_move"),
    path("safety/", welcome.safety, name="safety"),
]
