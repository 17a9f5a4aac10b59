from __future__ import annotations

from django.urls import path

from clients.homework import views

app_name = "homework"
urlpatterns = [
    path("programs/", views.programs, name="programs"),
    path("programs/<uuid:pk>/", views.program, name="program"),
    path("clients/<uuid:pk>/homework/", views.client, name="client"),
    path("clients/<uuid:pk>/homework/give/", views.propose, name="propose"),
    path("clients/<uuid:pk>/homework/small/", views.task, name="task"),
    path("homework/<uuid:pk>/move/", views.move, name="move"),
    path("homework/<uuid:pk>/<slug:step>/", views.review, name="review"),
]
