"""Authors, who write and do not publish."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[
                    ("owner", "owner"),
                    ("marketer", "marketer"),
                    ("editor", "editor"),
                    ("author", "author"),
                    ("expert", "expert"),
                    ("analyst", "analyst"),
                ],
                default="editor",
                max_length=20,
            ),
        ),
    ]
