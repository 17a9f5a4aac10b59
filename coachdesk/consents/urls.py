from __future__ import annotations

from django.urls import path

from coachdesk.consents import views

app_name = "consents"
urlpatterns = [
    path("desk/texts/", views.texts, name="texts"),
    path("desk/texts/publish/", views.publish, name="publish"),
]
