from __future__ import annotations

from django.urls import path

from clients.messaging import views
from coachdesk.users.moved import moved
from coachdesk.users.policies import COACHES

app_name = "messaging"
urlpatterns = [
    path("waiting/messages/", views.pile, name="pile"),
    path("messages/", moved("messaging:pile", roles=COACHES), name="pile_moved"),
    path("clients/<uuid:pk>/messages/", views.client, name="client"),
    path("clients/<uuid:pk>/messages/send/", views.message_send, name="message_send"),
    path("clients/<uuid:pk>/messages/settle/", views.messages_settle, name="messages_settle"),
    path("clients/<uuid:pk>/messages/read/", views.messages_read, name="messages_read"),
]
