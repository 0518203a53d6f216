"""Addresses of the currencies, their rules, rewards and offers."""

from django.urls import path

from ninefold.web.studio.currencies import giving, rewards, views

app_name = "currencies"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("of/<slug:key>/", views.edit, name="edit"),
    path("rules/new/", views.create_rule, name="create_rule"),
    path("rules/<slug:key>/", views.edit_rule, name="rule"),
    path("rewards/new/", rewards.create, name="create_reward"),
    path("rewards/<slug:key>/", rewards.detail, name="reward"),
    path("rewards/<slug:key>/edit/", rewards.edit, name="edit_reward"),
    path("rewards/<slug:key>/codes/", rewards.codes, name="codes"),
    path("rewards/<slug:key>/revoke/", rewards.revoke, name="revoke"),
    path("rewards/<slug:key>/offers/new/", rewards.create_offer, name="create_offer"),
    path("offers/<slug:key>/", rewards.edit_offer, name="offer"),
    path("give/", giving.give, name="give"),
    path("give/back/", giving.take_back, name="take_back"),
    path("earned/back/", giving.take_back_earned, name="take_back_earned"),
]
