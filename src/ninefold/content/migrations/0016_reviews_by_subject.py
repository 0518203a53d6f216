"""Steps of the workflow by subject, and who was asked since when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0015_experts_reminded"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SubjectReview",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                ("topics", models.JSONField(default=list)),
                ("signs", models.JSONField(default=list)),
                ("days", models.PositiveIntegerField(default=3)),
                ("members", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "Review by those who know the subject",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="ReviewRow",
            fields=[
                (
                    "state",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="asked",
                        serialize=False,
                        to="wagtailcore.taskstate",
                    ),
                ),
                ("asked_at", ninefold.kernel.database.fields.InstantField()),
                ("due_at", ninefold.kernel.database.fields.InstantField()),
                ("told_at", ninefold.kernel.database.fields.InstantField(null=True)),
                ("answered_at", ninefold.kernel.database.fields.InstantField(null=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "content_review_asked",
                "indexes": [models.Index(fields=["told_at", "asked_at"], name="content_review_untold")],
            },
        ),
    ]
