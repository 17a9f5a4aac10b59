from __future__ import annotations

from django.urls import path

from clients.measures import views

app_name = "measures"
urlpatterns = [path("clients/<uuid:pk>/check-ins/", views.client, name="client")]
