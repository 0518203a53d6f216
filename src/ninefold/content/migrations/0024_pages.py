"""Pages of the team's own, with public items in them."""

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models

_FIRST = "Welcome to your new Wagtail site!"  # what Wagtail calls the page that a site stands on


def name_the_first(apps, schema_editor):
    """Call the page under which pages are made by what is under it."""
    apps.get_model("wagtailcore", "Page").objects.filter(title=_FIRST).update(title="Pages", draft_title="Pages")


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0023_audience_sources_evidence"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("text", 0), ("item", 3)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["h2", "h3", "bold", "italic", "link", "ol", "ul"]},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {}),
                            2: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("", "The whole text"),
                                        ("web_hero", "As a hero: a title, a line and its link"),
                                        ("web_card", "As a card"),
                                    ],
                                    "label": "How it is shown",
                                    "required": False,
                                },
                            ),
                            3: ("wagtail.blocks.StructBlock", [[("item", 1), ("form", 2)]], {}),
                        },
                    ),
                ),
            ],
            options={
                "db_table": "content_page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.RunPython(name_the_first, migrations.RunPython.noop),
    ]
