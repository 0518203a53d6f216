"""How the company looks stands beside its name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("culture", "0009_words_avoided")]

    operations = [
        migrations.AddField(model_name="companyrow", name="brand", field=models.JSONField(db_default={}, default=dict)),
    ]
