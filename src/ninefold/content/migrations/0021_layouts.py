"""Layouts of mail, and which a version wears."""

import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0020_comments_of_the_house"),
    ]

    operations = [
        migrations.AddField(
            model_name="variant",
            name="filled",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="In its slots"),
        ),
        migrations.CreateModel(
            name="LayoutRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("source", models.TextField()),
                ("head", models.TextField(blank=True)),
                ("body", models.TextField()),
                ("style", models.TextField(blank=True)),
                ("ground", models.CharField(blank=True, max_length=40)),
                ("width", models.PositiveIntegerField(default=600)),
                ("has_dark", models.BooleanField(default=False)),
                ("notes", models.JSONField(default=list)),
                ("is_default", models.BooleanField(default=False)),
                ("changed_at", ninefold.kernel.database.fields.InstantField()),
                ("changed_by", models.CharField(max_length=150)),
            ],
            options={
                "db_table": "content_layout",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="content_layout_one_default",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="variant",
            name="layout",
            field=models.ForeignKey(
                blank=True,
                help_text="How it stands in mail.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="variants",
                to="content.layoutrow",
                verbose_name="Layout of mail",
            ),
        ),
    ]
