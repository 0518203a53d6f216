"""States of posts, flags, the moderators' log; ratings of three degrees; what lists are ordered by."""

import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0002_membership"),
    ]

    operations = [
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField(db_index=True)),
                ("reason", models.CharField(max_length=20)),
                ("flagged_at", ninefold.kernel.database.fields.InstantField()),
                ("settled_at", ninefold.kernel.database.fields.InstantField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Moderation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=200)),
                ("profile_id", models.BigIntegerField(db_index=True)),
                ("reason", models.CharField(max_length=500)),
                ("decided_by", models.CharField(max_length=100)),
                ("decided_at", ninefold.kernel.database.fields.InstantField()),
            ],
        ),
        migrations.AddField(
            model_name="answer",
            name="by",
            field=models.CharField(db_default="", default="", max_length=100),
        ),
        migrations.AddField(
            model_name="answer",
            name="edited_at",
            field=ninefold.kernel.database.fields.InstantField(null=True),
        ),
        migrations.AddField(
            model_name="answer",
            name="held_for",
            field=models.CharField(db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="answer",
            name="is_to_score",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="answer",
            name="is_told",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="answer",
            name="state",
            field=models.CharField(db_default="shown", default="shown", max_length=10),
        ),
        migrations.AddField(
            model_name="question",
            name="answer_count",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="question",
            name="edited_at",
            field=ninefold.kernel.database.fields.InstantField(null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="held_for",
            field=models.CharField(db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="question",
            name="is_told",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="question",
            name="standing",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="question",
            name="state",
            field=models.CharField(db_default="shown", default="shown", max_length=10),
        ),
        migrations.AddField(
            model_name="vote",
            name="rating",
            field=models.CharField(default="yes", max_length=10),
            preserve_default=False,
        ),
        migrations.RunSQL("UPDATE community_vote SET rating = 'no' WHERE NOT is_helpful", migrations.RunSQL.noop),
        migrations.RunSQL(
            "UPDATE community_question SET answer_count ="
            " (SELECT COUNT(*) FROM community_answer WHERE question_id = community_question.id)",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="vote",
            name="reasons",
            field=models.TextField(db_default="[]", default="[]"),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(condition=models.Q(("is_to_score", True)), fields=["id"], name="community_to_score"),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=models.Q(("state", "shown"), _negated=True),
                fields=["state", "id"],
                name="community_answer_held",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("state", "shown")), fields=["asked_at", "id"], name="community_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("state", "shown")), fields=["topic", "asked_at", "id"], name="community_topic"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("answer_count", 0), ("state", "shown")),
                fields=["asked_at", "id"],
                name="community_open",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("answer_count", 0), ("state", "shown")),
                fields=["topic", "asked_at", "id"],
                name="community_topic_open",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("state", "shown")), fields=["standing", "id"], name="community_helpful"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("state", "shown")),
                fields=["topic", "standing", "id"],
                name="community_topic_best",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("state", "shown"), _negated=True),
                fields=["state", "id"],
                name="community_question_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["shown", "held", "hidden"])), name="community_answer_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["shown", "held", "hidden"])), name="community_question_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__in", ["yes", "somewhat", "no"])), name="community_rating"
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="answer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="community.answer"
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="question",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="community.question"
            ),
        ),
        migrations.AddConstraint(
            model_name="moderation",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["keep", "hide", "bar", "allow"])),
                name="community_moderation_verdict",
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)), fields=["id"], name="community_flag_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(fields=("question", "profile_id"), name="community_flag_question_once"),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(fields=("answer", "profile_id"), name="community_flag_answer_once"),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer__isnull", False), ("question__isnull", True)),
                    models.Q(("answer__isnull", True), ("question__isnull", False)),
                    _connector="OR",
                ),
                name="community_flag_one_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["spam", "unkind", "private", "unsafe", "other"])),
                name="community_flag_reason",
            ),
        ),
    ]
