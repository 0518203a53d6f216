"""Who wrote a revision, where it is not its account; and comments of the team."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0016_reviews_by_subject"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorRow",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="written_by",
                        serialize=False,
                        to="wagtailcore.revision",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "content_author",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["team", "expert", "feed", "model", "lexicon", "system"])),
                        name="content_author_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block_id", models.CharField(blank=True, default="", max_length=100)),
                ("quote", models.CharField(blank=True, default="", max_length=200)),
                ("text", models.TextField()),
                ("said_at", ninefold.kernel.database.fields.InstantField()),
                ("mentioned", models.JSONField(default=list)),
                ("resolved_at", ninefold.kernel.database.fields.InstantField(null=True)),
                ("told_at", ninefold.kernel.database.fields.InstantField(null=True)),
                (
                    "first",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="content.commentrow",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="content.variant"
                    ),
                ),
            ],
            options={
                "db_table": "content_comment",
                "indexes": [models.Index(fields=["told_at", "id"], name="content_comment_untold")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first", None), ("resolved_at", None), _connector="OR"),
                        name="content_comment_resolved_whole",
                    )
                ],
            },
        ),
    ]
