"""What is counted and judged now says of how many people, wallets and claims: what is kept is made anew by the worker."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("measure", "0003_count"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM measure_count", migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM measure_judgement", migrations.RunSQL.noop),
    ]
