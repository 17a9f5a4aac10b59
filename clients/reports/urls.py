from __future__ import annotations

from django.urls import path

from clients.reports import views as report_views

app_name = "reports"
urlpatterns = [
    path("", report_views.index, name="index"),
    path("<slug:name>.csv", report_views.table, name="table"),
]
