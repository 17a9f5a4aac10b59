"""The client's own pages of this floor; the portal's urls include them under /my/."""

from __future__ import annotations

from django.urls import path

from clients import portal_views

urlpatterns = [
    path("welcome/", portal_views.welcome, name="welcome"),
    path("locked/", portal_views.locked, name="locked"),
    path("safety/", portal_views.safety, name="safety"),
]
