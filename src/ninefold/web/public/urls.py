"""Addresses of the public pages: those that take a signed token from a message, and those of the members' site."""

from django.urls import URLPattern, path

from ninefold.web import assets
from ninefold.web.public.answers import views as answers
from ninefold.web.public.brand import views as brand
from ninefold.web.public.community import belonging
from ninefold.web.public.community import posting as community_posting
from ninefold.web.public.community import views as community
from ninefold.web.public.early import views as early
from ninefold.web.public.experts import views as experts
from ninefold.web.public.forms import views as forms
from ninefold.web.public.joining import views as joining
from ninefold.web.public.poll import views as poll
from ninefold.web.public.preferences import views as preferences
from ninefold.web.public.published import feeds as published_feeds
from ninefold.web.public.published import views as published
from ninefold.web.public.redeem import views as redeem
from ninefold.web.public.rights import views as rights
from ninefold.web.public.shop import views as shop
from ninefold.web.public.tree import views as tree
from ninefold.web.public.wallet import views as wallet

handler400 = "ninefold.web.errors.bad_request"
handler403 = "ninefold.web.errors.not_allowed"
handler404 = "ninefold.web.errors.not_found"
handler500 = "ninefold.web.errors.server_error"
urlpatterns: list[URLPattern] = [
    *assets.urlpatterns,
    path("", community.to_community),
    path("community", community.to_community),
    path("community/", community.index),
    path("community/ask", community_posting.ask),
    path("community/q/<path:key>", community.question),
    path("community/answer/<path:key>", community_posting.answer),
    path("community/edit/question/<path:key>", community_posting.edit_question),
    path("community/edit/answer/<path:key>", community_posting.edit_answer),
    path("community/vote/<path:key>", community_posting.vote),
    path("community/accept/<path:key>", community_posting.accept),
    path("community/flag/<slug:kind>/<path:key>", community_posting.flag),
    path("communities", belonging.communities),
    path("join", joining.join),
    path("join/<str:token>", joining.link),
    path("leave", joining.leave),
    path("settings", preferences.own),
    path("settings/data", rights.ask_own),
    path("wallet", wallet.page),
    path("redeem", redeem.shelf),
    path("redeem/<slug:key>", redeem.reward),
    path("early/<slug:key>", early.page),
    path("forms/<slug:key>", forms.page),
    path("forms/<slug:key>/<str:token>", forms.known),
    path("confirm/<str:token>", forms.confirm),
    path("settings/answers", answers.own),
    path("answers/<str:token>", answers.page),
    path("expert/<str:token>", experts.page),
    path("expert/<str:token>/picture/<int:image_id>", experts.picture),
    path("preferences/<str:token>", preferences.page),
    path("unsubscribe/<str:token>", preferences.unsubscribe),
    path("poll/<str:token>", poll.page),
    path("rights/ask/<str:token>", rights.ask),
    path("rights/<str:token>", rights.page),
    path("erased/<str:token>", rights.receipt),
    path("brand.css", brand.sheet),
    path("brand.json", brand.told),
    path("content.json", published.items),
    path("content.rss", published_feeds.rss),
    path("content.atom", published_feeds.atom),
    path("content.ics", published_feeds.calendar),
    path("content/<uuid:uuid>", published.page),
    path("content/<uuid:uuid>.json", published.item),
    path("pages/<path:path>", tree.page),
    path("demo/shop", shop.page),
]
