"""Addresses of people."""

from django.urls import path

from ninefold.web.studio.people import asking, groups, previewing, refusing, rights, ruling, views

app_name = "people"
urlpatterns = [
    path("", views.index, name="index"),
    path("fullest/", views.fullest, name="fullest"),
    path("asking/", asking.asking, name="asking"),
    path("groups/", groups.index, name="groups"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/remove/", groups.remove, name="remove_from_group"),
    path("suppressed/", refusing.suppressed, name="suppressed"),
    path("export/", rights.export_all, name="export_all"),
    path("erasures/", rights.erasures, name="erasures"),
    path("erasures/<str:key>/", rights.erasure, name="erasure"),
    path("<int:person_id>/export/", rights.export, name="export"),
    path("<int:person_id>/erase/", rights.erase, name="erase"),
    path("<int:person_id>/", views.person, name="person"),
    path("<int:person_id>/no/", refusing.no, name="no"),
    path("<int:person_id>/rule/", ruling.rule, name="rule"),
    path("<int:person_id>/rule/<int:ruling_id>/take-back/", ruling.take_back, name="take_back"),
    path("<int:person_id>/preview/", previewing.preview, name="preview"),
    path("<int:person_id>/story/", views.story_page, name="story"),
]
