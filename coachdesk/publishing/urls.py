from __future__ import annotations

from django.urls import path

from coachdesk.publishing.views import comments, desk, public, writer

app_name = "publishing"
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
    path("letter/article/", writer.preview, name="preview"),
    path("desk/articles/", desk.review, name="review"),
    path("desk/articles/from/<uuid:pk>/", desk.begin, name="begin"),
    path("desk/articles/<uuid:pk>/", desk.edit, name="edit"),
    path("desk/articles/<uuid:pk>/save/", desk.save, name="save"),
    path("desk/articles/<uuid:pk>/decide/", desk.decide, name="decide"),
    path("desk/articles/<uuid:pk>/step/", desk.step, name="step"),
    path("desk/articles/<uuid:pk>/revisions/", desk.revisions, name="revisions"),
    path("desk/comments/", comments.queue, name="comments"),
    path("desk/comments/<uuid:pk>/", comments.moderate, name="moderate"),
]
