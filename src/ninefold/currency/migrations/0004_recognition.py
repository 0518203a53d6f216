"""The second currency, where none but money-like ones stand: recognition, and what earns it. And words for the first.

A company may change or switch off every rule of these. The purchase rule counts one money, as every rule on money does:
the one that most purchases of this install have named, US dollars where none has yet.
"""

from django.db import migrations

RULES = (
    ("accepted-answer", "Answer Accepted", "author", 10, 0, "Your answer was accepted"),
    ("helpful-answer", "Answer Found Helpful", "author", 5, 50, "People found your answer helpful"),
)


def add_recognition(apps, schema_editor):
    currencies, rules = apps.get_model("currency", "Currency"), apps.get_model("currency", "Rule")
    if currencies.objects.filter(is_money_like=False).exists() or currencies.objects.filter(key="recognition").exists():
        return
    recognition = currencies.objects.create(
        key="recognition", name="Recognition", is_money_like=False, floor=0,
        purpose="It says how much your answers have helped others. It cannot be bought, and it is never spent.",
    )  # fmt: skip
    for key, event_name, beneficiary, amount, per_day_max, reason in RULES:
        rules.objects.get_or_create(
            key=key,
            defaults={"event_name": event_name, "currency": recognition, "property": "", "per_unit": amount,
                      "beneficiary": beneficiary, "per_day_max": per_day_max, "reason": reason},
        )  # fmt: skip


def name_the_money(apps, schema_editor):
    """A rule on revenue counts one money from now on."""
    money = _most_named(schema_editor.connection)
    apps.get_model("currency", "Rule").objects.filter(property="revenue", money="").update(money=money)
    apps.get_model("currency", "Rule").objects.filter(key="purchase", reason="").update(reason="Your purchase")
    apps.get_model("currency", "Currency").objects.filter(key="points", purpose="").update(
        purpose="Swap them for the rewards of this shop."
    )


def _most_named(connection):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency FROM context_revenue WHERE currency <> '' GROUP BY currency"
            " ORDER BY COUNT(*) DESC, currency LIMIT 1"
        )
        found = cursor.fetchone()
    return found[0] if found else "USD"


class Migration(migrations.Migration):
    dependencies = [("currency", "0003_rewards"), ("context", "0002_what_segments_ask_for")]

    operations = [
        migrations.RunPython(add_recognition, migrations.RunPython.noop),
        migrations.RunPython(name_the_money, migrations.RunPython.noop),
    ]
