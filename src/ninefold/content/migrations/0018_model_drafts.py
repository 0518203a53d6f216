"""Drafts that a language model was asked for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0017_authors_and_comments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ModelDraftRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(max_length=60)),
                ("form_factor", models.CharField(blank=True, default="", max_length=20)),
                ("brief", models.TextField(blank=True, default="")),
                ("state", models.CharField(max_length=10)),
                ("problem", models.CharField(blank=True, default="", max_length=500)),
                ("model", models.CharField(max_length=200)),
                ("asked_at", ninefold.kernel.database.fields.InstantField(db_index=True)),
                ("answered_at", ninefold.kernel.database.fields.InstantField(null=True)),
                ("content", models.JSONField(null=True)),
                ("facts_missing", models.JSONField(default=list)),
                ("facts_new", models.JSONField(default=list)),
                ("tokens", models.PositiveIntegerField(default=0)),
                ("variant_id", models.BigIntegerField(default=0)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.contentitem"
                    ),
                ),
            ],
            options={
                "db_table": "content_model_draft",
            },
        ),
    ]
