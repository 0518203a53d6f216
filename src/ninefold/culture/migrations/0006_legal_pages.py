"""Where the company says how it treats data, and who answers for what it publishes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("culture", "0005_communities_told")]

    operations = [
        migrations.AddField("companyrow", "privacy_url", models.CharField(max_length=200, default="", db_default="")),
        migrations.AddField("companyrow", "imprint_url", models.CharField(max_length=200, default="", db_default="")),
    ]
