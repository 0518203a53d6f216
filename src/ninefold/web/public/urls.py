"""Addresses of the public pages: those that take a signed token from a message, and those of the members' site."""

from django.urls import URLPattern, path

from ninefold.web import assets
from ninefold.web.public.early import views as early
from ninefold.web.public.joining import views as joining
from ninefold.web.public.poll import views as poll
from ninefold.web.public.preferences import views as preferences
from ninefold.web.public.redeem import views as redeem
from ninefold.web.public.shop import views as shop
from ninefold.web.public.wallet import views as wallet

handler400 = "ninefold.web.errors.bad_request"
handler403 = "ninefold.web.errors.not_allowed"
handler404 = "ninefold.web.errors.not_found"
handler500 = "ninefold.web.errors.server_error"
urlpatterns: list[URLPattern] = [
    *assets.urlpatterns,
    path("join", joining.join),
    path("join/<str:token>", joining.link),
    path("leave", joining.leave),
    path("settings", joining.settings_page),
    path("wallet", wallet.page),
    path("redeem", redeem.shelf),
    path("redeem/<slug:key>", redeem.reward),
    path("early/<slug:key>", early.page),
    path("preferences/<str:token>", preferences.page),
    path("unsubscribe/<str:token>", preferences.unsubscribe),
    path("poll/<str:token>", poll.page),
    path("demo/shop", shop.page),
]
