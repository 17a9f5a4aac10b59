from __future__ import annotations

from django.urls import path

from coachdesk.operation import views

app_name = "operation"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("desk/operation/", views.state, name="state"),
]
