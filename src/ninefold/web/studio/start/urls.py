"""Addresses of the first steps."""

from django.urls import path

from ninefold.web.studio.start import changing, people, site, views

app_name = "start"
urlpatterns = [
    path("", views.index, name="index"),
    path("goal/", views.goal, name="goal"),
    path("content/", views.content, name="content"),
    path("test/", views.test, name="test"),
    path("campaign/", views.campaign, name="campaign"),
    path("people/", people.index, name="people"),
    path("people/<slug:key>/", people.columns, name="columns"),
    path("people/<slug:key>/events/", people.event_columns, name="event_columns"),
    path("people/<slug:key>/reading/", people.reading, name="reading"),
    path("people/<slug:key>/to-mend/", people.to_mend, name="to_mend"),
    path("site/", site.site, name="site"),
    path("site/heard/", site.heard, name="heard"),
    path("company/", changing.company, name="company"),
    path("demo/", changing.demo, name="demo"),
    path("changing/", changing.changing, name="changing"),
    path("state/", changing.state, name="state"),
]
