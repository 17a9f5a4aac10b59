from __future__ import annotations

from django.urls import path

from coachdesk.audit import views

app_name = "audit"
urlpatterns = [path("desk/audit/", views.log, name="log")]
