"""The client's own pages of this floor; the portal's urls include them under /my/."""

from __future__ import annotations

from django.urls import path

from clients import document_views, me_views, partner_views, portal_views, words_views

urlpatterns = [
    path("welcome/", portal_views.welcome, name="welcome"),
    path("locked/", portal_views.locked, name="locked"),
    path("me/", me_views.me, name="me"),
    path("me/address/", me_views.address, name="address"),
    path("partner/", partner_views.portal_partner, name="partner"),
    path("goals/", me_views.goals, name="goals"),
    path("data/", me_views.data, name="data"),
    path("data/copy/", me_views.download, name="download"),
    path("documents/", document_views.portal_documents, name="documents"),
    path("documents/sign/<slug:kind>/", document_views.portal_sign, name="sign"),
    path("documents/file/<uuid:pk>/", document_views.portal_file, name="file"),
    path("documents/copy/<uuid:pk>/", document_views.portal_copy, name="copy"),
    path("words/", words_views.portal_words, name="words"),
    path("sorter/", words_views.portal_sorter, name="sorter"),
    path("safety/", portal_views.safety, name="safety"),
]
