from __future__ import annotations

from django.urls import path

from coachdesk.users import views

app_name = "users"
urlpatterns = [
    path("in/", views.landing, name="landing"),
    path("exit/", views.leave, name="exit"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
