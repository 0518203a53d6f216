"""Addresses of the campaigns' pages."""

from django.urls import path

from ninefold.web.studio.campaigns import asking, case, moves, views, weighing

app_name = "campaigns"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("new/questions/", asking.create, name="ask"),
    path("plan/", weighing.typed, name="plan"),
    path("reach/", weighing.reach, name="reach"),
    path("<int:campaign_id>/", views.detail, name="detail"),
    path("<int:campaign_id>/edit/", views.edit, name="edit"),
    path("<int:campaign_id>/plan/", weighing.kept, name="kept_plan"),
    path("<int:campaign_id>/case/", case.case, name="case"),
    path("<int:campaign_id>/case/freeze/", case.freeze, name="case_freeze"),
    path("<int:campaign_id>/case.pdf", case.paper, name="case_pdf"),
    *(path(f"<int:campaign_id>/{to}/", moves.move, {"to": to}, name=to) for to in moves.MOVES),
]
