"""The country that the company is at home in: telephone numbers that name none are of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("culture", "0007_promised_before")]

    operations = [
        migrations.AddField("companyrow", "country", models.CharField(max_length=2, default="", db_default="")),
    ]
