from __future__ import annotations

from django.urls import path

from coachdesk.publishing.views import articles, comments, public, writer_preview
from coachdesk.users.moved import moved

app_name = "publishing"
_ARTICLE = "desk/articles/<uuid:pk>/"
urlpatterns = [
    path("", public.home, name="home"),
    path("answers/", public.answers, name="answers"),
    path("answers/<slug:slug>/", public.article, name="article"),
    path("answers/<slug:slug>/card.png", public.card, name="card"),
    path("answers/<slug:slug>/comment/", comments.comment, name="comment"),
    path("topics/", public.topics, name="topics"),
    path("topics/<slug:slug>/", public.topic, name="topic"),
    path("search/", public.search, name="search"),
    path("archive/<int:year>/<int:month>/", public.archive, name="archive"),
    path("feed/", public.feed, name="feed"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("how-it-works/", public.how, name="how"),
    path("team/", public.team, name="team"),
    path("how-we-edit/", public.editing, name="editing"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("comment/<uuid:pk>/report/", comments.comment_report, name="comment_report"),
    path("comment/delete/<str:token>/", comments.comment_delete, name="comment_delete"),
    path("subscribe/", comments.subscribe, name="subscribe"),
    path("subscribe/confirm/<str:token>/", comments.subscribe_confirm, name="subscribe_confirm"),
    path("subscribe/leave/<str:token>/", comments.subscribe_leave, name="subscribe_leave"),
    path("letter/article/", writer_preview.preview, name="preview"),
    path("letter/article/yes/", writer_preview.preview_approve, name="preview_approve"),
    path("letter/article/no/", writer_preview.preview_refuse, name="preview_refuse"),
    path("desk/articles/", articles.review, name="review"),
    path("desk/articles/from/<uuid:pk>/", articles.begin, name="begin"),
    path("desk/articles/by-the-team/", articles.begin_by_team, name="begin_by_team"),
    path(_ARTICLE, articles.edit, name="edit"),
    path(f"{_ARTICLE}save/", articles.save, name="save"),
    path(f"{_ARTICLE}decide/", articles.decide, name="decide"),
    path(f"{_ARTICLE}hand-in/", articles.hand_in, name="hand_in"),
    path(f"{_ARTICLE}approve/", articles.approve, name="approve"),
    path(f"{_ARTICLE}send-back/", articles.send_back, name="send_back"),
    path(f"{_ARTICLE}schedule/", articles.schedule, name="schedule"),
    path(f"{_ARTICLE}publish/", articles.publish, name="publish"),
    path(f"{_ARTICLE}unpublish/", articles.unpublish, name="unpublish"),
    path(f"{_ARTICLE}begin-again/", articles.begin_again, name="begin_again"),
    path(f"{_ARTICLE}step/", moved("publishing:edit", **articles.EDITING), name="step"),
    path(f"{_ARTICLE}revisions/", articles.revisions, name="revisions"),
    path("desk/comments/", comments.queue, name="comments"),
    path("desk/comments/<uuid:pk>/", comments.moderate, name="moderate"),
    path("desk/comments/<uuid:pk>/answer/", comments.comment_answer, name="comment_answer"),
]
