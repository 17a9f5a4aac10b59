from __future__ import annotations

from django.urls import path

from coachdesk.users import practice_views, team_views, views

app_name = "users"
urlpatterns = [
    path("desk/team/", team_views.team_page, name="team"),
    path("desk/team/change/", team_views.team_act, name="team_act"),
    path("desk/settings/", practice_views.practice, name="practice"),
    path("in/", views.landing, name="landing"),
    path("exit/", views.leave, name="exit"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
