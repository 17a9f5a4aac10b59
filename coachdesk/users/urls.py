from __future__ import annotations

from django.urls import path

from coachdesk.users.models import Role
from coachdesk.users.moved import moved
from coachdesk.users.views import account, assistant, practice_settings, security_txt, team

app_name = "users"
urlpatterns = [
    path("desk/team/", team.team_page, name="team"),
    path("desk/team/change/", moved("users:team", roles=(Role.OWNER,)), name="team_act"),
    path("desk/team/invite/", team.invite, name="member_invite"),
    path(
        "desk/team/invitations/<uuid:pk>/revoke/",
        team.invitation_revoke,
        name="invitation_revoke",
    ),
    path(
        "desk/team/invitations/<uuid:pk>/again/",
        team.invitation_again,
        name="invitation_again",
    ),
    path(
        "desk/team/invitations/<uuid:pk>/by-hand/",
        team.invitation_by_hand,
        name="invitation_by_hand",
    ),
    path("desk/team/supervision/start/", team.supervision_start, name="supervision_start"),
    path("desk/team/supervision/<int:pk>/end/", team.supervision_end, name="supervision_end"),
    path("desk/team/roles/<uuid:pk>/confirm/", team.roles_confirm, name="roles_confirm"),
    path("desk/team/<uuid:pk>/second-step/", team.factor_reset_ask, name="factor_reset_ask"),
    path(
        "desk/team/second-step/<uuid:pk>/confirm/",
        team.factor_reset_confirm,
        name="factor_reset_confirm",
    ),
    path(
        "desk/team/second-step/<uuid:pk>/cancel/",
        team.factor_reset_cancel,
        name="factor_reset_cancel",
    ),
    path("desk/team/<uuid:pk>/roles/", team.roles_request, name="roles_request"),
    path("desk/team/<uuid:pk>/sign-out/", team.sessions_end, name="sessions_end"),
    path("desk/team/<uuid:pk>/close/", team.membership_end, name="membership_end"),
    path("desk/practice/", practice_settings.practice_index, name="practice_index"),
    path("desk/settings/", practice_settings.practice, name="practice"),
    path("desk/set-up/", assistant.overview, name="assistant"),
    path("desk/set-up/first-steps/away/", assistant.first_steps_away, name="first_steps_away"),
    path("desk/set-up/first-steps/back/", assistant.first_steps_back, name="first_steps_back"),
    path("desk/set-up/<slug:key>/", assistant.step, name="assistant_step"),
    path("desk/set-up/<slug:key>/done/", assistant.step_done, name="assistant_done"),
    path("desk/set-up/<slug:key>/later/", assistant.step_later, name="assistant_later"),
    path("accounts/sessions/<int:pk>/end/", account.session_end, name="session_end"),
    path("accounts/team-page/", account.on_team_page, name="on_team_page"),
    path("accounts/news-mail/", account.news_mail, name="news_mail"),
    path("in/", account.landing, name="landing"),
    path("in/again/", account.go_on, name="go_on"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("exit/", account.leave, name="exit"),
    path("set-up/<str:token>/", account.set_up, name="set_up"),
    path("invitation/<str:token>/", account.invitation, name="invitation"),
]
