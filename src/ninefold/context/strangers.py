"""People of whom nothing is known but a browser's id: no account, address, consent, counted deed, word of a server."""

from django.db import connection

PEOPLE_AT_ONCE = 5_000
_KNOWN_BY = (
    "SELECT 1 FROM context_activity k WHERE k.profile_id = p.id",
    "SELECT 1 FROM context_identifier k WHERE k.profile_id = p.id",
    "SELECT 1 FROM context_consent k WHERE k.profile_id = p.id",
    "SELECT 1 FROM context_trait k WHERE k.profile_id = p.id AND k.is_verified",
    "SELECT 1 FROM context_ruling k WHERE p.id IN (k.left_id, k.right_id)",
)


def strangers(*, after: int) -> tuple[int, dict[int, tuple[int, ...]]]:
    """Of the next people after this person id: up to whom (`after` where there are no more), and the strangers among
    them with their profiles.
    """
    known = " OR ".join(f"EXISTS ({one})" for one in ("SELECT 1 WHERE p.kind <> 'anonymous'", *_KNOWN_BY))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MAX(id) FROM (SELECT id FROM context_profile WHERE id > %s AND id = person_id ORDER BY id"
            f" LIMIT {PEOPLE_AT_ONCE}) AS next",
            [after],
        )
        upto = cursor.fetchone()[0] or after
        cursor.execute(
            f"SELECT p.person_id, p.id, ({known}) FROM context_profile p WHERE p.person_id > %s AND p.person_id <= %s",
            [after, upto],
        )
        rows = cursor.fetchall()
    told = {person for person, _, is_known in rows if is_known}
    found: dict[int, tuple[int, ...]] = {}
    for person, profile, _ in rows:
        if person not in told:
            found[person] = (*found.get(person, ()), profile)
    return upto, found
