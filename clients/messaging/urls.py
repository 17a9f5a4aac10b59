from __future__ import annotations

from django.urls import path

from clients.messaging import views

app_name = "messaging"
urlpatterns = [
    path("messages/", views.pile, name="pile"),
    path("clients/<uuid:pk>/messages/", views.client, name="client"),
]
