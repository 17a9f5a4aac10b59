from __future__ import annotations

from django.urls import path

from coachdesk.outbox import views

app_name = "outbox"
urlpatterns = [
    path("desk/outbox/mail/", views.mail, name="mail"),
    path("desk/outbox/", views.message_list, name="messages"),
    path("desk/outbox/test/", views.mail_test, name="mail_test"),
    path("desk/outbox/<uuid:pk>/", views.message, name="message"),
    path("desk/outbox/<uuid:pk>/again/", views.message_again, name="message_again"),
]
