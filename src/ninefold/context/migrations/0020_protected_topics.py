"""What people dealt with that speaks of health, belief or the like is forgotten: it is never inferred of anybody."""

import re

from django.db import connection, migrations

PROTECTED = re.compile(
    r"\b(ethnic\w*|rac(e|es|ial)|migra(nt|nts|tion)|refugees?|nationalit\w*|indigenous|roma|"
    r"religio\w*|christian\w*|catholic\w*|muslim\w*|islam\w*|jew(s|ish)?|judai\w*|hindu\w*|buddhis\w*|sikhs?|atheis\w*|"
    r"halal|kosher|ramadan|politic\w*|(left|right)[ -]wing|socialis\w*|communis\w*|trade unions?|unionis\w*|"
    r"health|disab\w*|illness\w*|diseases?|cancer|diabet\w*|hiv|depress\w*|pregnan\w*|fertility|addict\w*|autis\w*|"
    r"gay|gays|lesbian\w*|bisexual\w*|homosexual\w*|lgbt\w*|queer|trans(gender|sexual)?|sexual\w*|gender|"
    r"elderly|seniors|menopaus\w*)\b",
    re.IGNORECASE,
)


def forget(apps, schema_editor):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT word FROM context_habit WHERE kind = 'topic'")
        for (word,) in cursor.fetchall():
            if PROTECTED.search(word):
                cursor.execute(
                    "INSERT INTO context_stale (profile_id) SELECT DISTINCT profile_id FROM context_habit"
                    " WHERE kind = 'topic' AND word = %s ON CONFLICT (profile_id) DO NOTHING",
                    [word],
                )
                cursor.execute("DELETE FROM context_habit WHERE kind = 'topic' AND word = %s", [word])


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0019_identity_rules"),
        ("culture", "0001_initial"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
