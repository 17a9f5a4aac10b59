from __future__ import annotations

from django.urls import path

from clients.measures import views

app_name = "measures"
_PAGE = "clients/<uuid:pk>/check-ins/"
urlpatterns = [
    path(_PAGE, views.client, name="client"),
    path(f"{_PAGE}scores/add/", views.score_enter, name="score_enter"),
    path(f"{_PAGE}scores/<uuid:score>/void/", views.score_void, name="score_void"),
    path(f"{_PAGE}plans/add/", views.plan_add, name="plan_add"),
    path(f"{_PAGE}plans/<uuid:plan>/end/", views.plan_end, name="plan_end"),
]
