"""The shell that every page of the studio lives in, and the parts that pages are made of.

A room's pages are one package, `web/studio/<room>/`, with a `urls.py` (`app_name = "<room>"`, `urlpatterns`) and
templates in `web/templates/studio/<room>/`. `web/studio/urls.py` mounts each such package under `/<room>/`, asks for
a signed-in member of the team and turns a `NinefoldError` into a page that says what to do; the menu
(`shell/menu.py`) links `<room>:index`. The studio is server-rendered; htmx 2 is loaded on every page.

A page::

    {% extends "studio/page.html" %}{% load studio %}
    {% block title %}Segments{% endblock %}
    {% block heading %}Segments{% endblock %}            the serif title
    {% block lead %}Who belongs together{% endblock %}   the muted line under it
    {% block actions %}<a class="btn main" href="…">New segment</a>{% endblock %}
    {% block content %}<section class="card">…</section>{% endblock %}

In a view: `actor_of(request)` (shell.acting) is who acts; messages come by django.contrib.messages.

Tags of `{% load studio %}`:
    {% chip "randomised" %}                         its colour follows the word (see shell/chips.py)
    {% figure "9.4" "6.1 to 12.8" series=s row="delivery" label="trend" %}   great figure, interval, trend
    {% sparkline series row="moment" label="trend, 12 weeks" %}              an SVG of a list of numbers
    {% interval_plot rows unit="%" %}               rows: (name, estimate, low, high); SVG with the zero line
    {% empty "No segments yet" "A segment is …" url "New segment" %}         what a list says when it is empty
    {% pager newer older %}                         two links, "" for none
    {% asset "studio.css" %}                        address of one of our static files, with its version

A Django form: `{% include "studio/shell/form.html" %}` inside a `form.card` with a `div.form-actions`.

Filters: us|when ("Tue 18:05", with the full instant as title), us|instant, n|number ("23,570"), share|percent,
minor|money. All take UTC microseconds or plain figures and print times in the install's zone.

Classes (see static/ninefold/studio.css): card, grid two|halves|three, stack, btn main|small|danger, chip, num, ci,
muted, small, mono, figures (right-aligned cells), scroll (around wide tables), table.stacked (cells under each other
on a phone; give each `td` a `data-name`), filters, field, form-actions, tabs, line (timeline), facts (dl), nine/tile,
empty, pager.
Inputs with `data-submit` send their form when changed. Row colours: values, delivery, moment.
"""
