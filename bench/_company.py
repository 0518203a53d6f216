"""Twelve weeks of a company of 100,000 people, written by the database itself: each row is SQL of its number."""

import time

PEOPLE, CAMPAIGNS, EVENTS, TRANSFERS, QUESTIONS = 100_000, 6, 1_000_000, 200_000, 2_000
HELD_OUT = 6  # one in so many; six campaigns so make 500,000 deliveries
WALLETS = PEOPLE // 2
DAY_US = 86_400_000_000
SAID = "Twelve records for 19.90, until 30 Nov."


def fill() -> dict[str, float]:
    """Twelve weeks of a company: written by the database itself, so that filling takes less than what is measured."""
    from django.db import connection, transaction  # noqa: PLC0415

    from ninefold.kernel import clock  # noqa: PLC0415

    started, now = time.perf_counter(), clock.now_us()
    with transaction.atomic():
        _people(now)
        items = [_item(number) for number in range(CAMPAIGNS)]
        for number, (item, variant) in enumerate(items):
            _campaign(item, variant, now - (80 - 13 * number) * DAY_US)
        _events(now)
        _ledger(now)
        _questions(now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {"seconds": time.perf_counter() - started}


def _insert(table: str, rows: int, /, **columns: object) -> None:
    """So many rows: each column is SQL of their number `n`, which counts from 1."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" WITH RECURSIVE s(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n < {rows})"
            f" SELECT {', '.join(str(value) for value in columns.values())} FROM s"
        )


def _people(now: int) -> None:
    """Nine of ten have an account, all an address; nine of ten said yes, one of twenty left since, half have a pace."""
    past = now - 300 * DAY_US
    _insert("context_profile", PEOPLE, id="n", person_id="n", created_at=past, value="'u' || n",
            kind="CASE n % 10 WHEN 0 THEN 'anonymous' ELSE 'account' END")  # fmt: skip
    of_trait = {"profile_id": "n", "person_id": "n", "is_verified": "TRUE", "is_current": "TRUE",
                "occurred_at": past, "source_id": 1}  # fmt: skip
    zone = _one_of("Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Montreal")
    key = _one_of("vinyl", "newbie", "jazz", "none")
    for name, word in (("timezone", zone), ("community", key)):
        _insert("context_trait", PEOPLE, **of_trait, name=f"'{name}'", message_id=f"'{name}' || n", word=word,
                value=f"""'"' || {word} || '"'""")  # fmt: skip
    _insert("context_identifier", PEOPLE, profile_id="n", kind="'email'", value="'u' || n || '@x.example'",
            is_verified="TRUE", first_seen_at=past, last_seen_at=past)  # fmt: skip
    of_word = {"purpose": "'news'", "channel": "'mail'", "basis": "'form'", "source": "'site'",
               "evidence": """'{"wording": "Yes."}'""", "address": "''"}  # fmt: skip
    _insert("context_consent", PEOPLE * 9 // 10, **of_word, profile_id="n", person_id="n", status="'granted'",
            trust=2, message_id="'yes' || n", occurred_at=f"{past} + n")  # fmt: skip
    _insert("context_consent", PEOPLE // 20, **of_word, profile_id="n * 20", person_id="n * 20", trust=1,
            status="'withdrawn'", message_id="'no' || n", occurred_at=f"{now} - (n % 80) * {DAY_US} - n")  # fmt: skip
    _insert("context_activity", PEOPLE * 2, profile_id="(n + 1) / 2", person_id="(n + 1) / 2", count=4,
            name="CASE n % 2 WHEN 0 THEN 'Order Completed' ELSE 'Catalogue Read' END",
            first_at=f"{past} + n", last_at=f"{now} - (n % 299) * {DAY_US}")  # fmt: skip
    _insert("cadence_pace", PEOPLE // 2, profile_id="n * 2", per_week_micro="500000 + n % 2 * 1500000",
            source="'page'", message_id="'pace' || n", chosen_at=f"{past} + n")  # fmt: skip


def _one_of(*words: str) -> str:
    """SQL for one of these words by the row's number."""
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE n % {len(words)} {cases} END"


def _item(number: int) -> tuple[int, int]:
    """A published item with a version for everyone: item and version."""
    from ninefold.content import actions as content  # noqa: PLC0415
    from ninefold.content.types import Block, BlockKind, Priority, VariantContent  # noqa: PLC0415
    from ninefold.culture import actions as culture  # noqa: PLC0415
    from ninefold.culture.types import Community  # noqa: PLC0415
    from ninefold.kernel.actors import system  # noqa: PLC0415

    actor = system("bench")
    for key in ("vinyl", "newbie", "jazz"):
        culture.save_community(actor=actor, community=Community(key, key.capitalize(), f"en-x-{key}"))
    item = content.create_item(actor=actor, title=f"Box {number}", facts=["until 30 Nov"])
    blocks = (Block("b1", BlockKind.HEADING, Priority.ESSENTIAL, "The autumn box"),
              Block("b2", BlockKind.TEXT, Priority.SUPPORTING, SAID))  # fmt: skip
    letter = VariantContent("en", "", "The autumn box", "Twelve records", blocks)
    variant = content.create_variant(actor=actor, item_id=item.id, content=letter)
    content.publish(actor=actor, variant_id=variant)
    return item.id, variant


def _campaign(item: int, variant: int, start: int) -> None:
    """Everyone is drawn, one in six held out; the others have a decision, an intent and a delivery within a day."""
    from ninefold.catalyst.models import Campaign  # noqa: PLC0415
    from ninefold.catalyst.rows import to_json  # noqa: PLC0415
    from ninefold.catalyst.types import CampaignArm  # noqa: PLC0415
    from ninefold.culture import actions as culture  # noqa: PLC0415
    from ninefold.culture.types import Goal  # noqa: PLC0415
    from ninefold.experiments import actions as experiments  # noqa: PLC0415
    from ninefold.experiments.types import Arm  # noqa: PLC0415
    from ninefold.kernel.actors import system  # noqa: PLC0415
    from ninefold.kernel.ids import uuid7  # noqa: PLC0415

    actor, end = system("bench"), start + 9 * DAY_US
    goal = culture.define_goal(actor=actor, goal=Goal("buys", "Buys again", "Order Completed", {}, 1_000, 14))
    arms = [CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", item, HELD_OUT - 1)]
    drawn = [Arm(one.key, one.name, one.weight, is_holdout=not one.item_id) for one in arms]
    experiment = experiments.create(actor=actor, key=f"box-{item}", arms=drawn)
    row = Campaign.objects.create(
        uuid=uuid7(), name=f"Box {item}", segment_id=1, channel="mail", purpose="news",
        goal_keys=to_json([goal.key]), effect_stated=0.1, arms=to_json(arms), status="finished", starts_at=start,
        ends_at=end, started_at=start, value=1.0, experiment_id=experiment.id,
    )  # fmt: skip
    at = f"{start} + n % 1000 * 86000000"
    _insert("experiments_assignment", PEOPLE, experiment_id=experiment.id, profile_id="n", assigned_at=start,
            arm=f"CASE n % {HELD_OUT} WHEN 0 THEN 'nothing' ELSE 'letter' END", probability=0.5)  # fmt: skip
    intent = f"{row.pk} * 1000000 + n"
    person = f"n + (n - 1) / {HELD_OUT - 1}"  # those not held out
    count = PEOPLE - PEOPLE // HELD_OUT
    of_contact = {"campaign_id": row.pk, "profile_id": person, "arm": "'letter'"}
    _insert("experiments_exposure", count, experiment_id=experiment.id, profile_id=person, exposed_at=at)
    _insert("catalyst_intent", count, **of_contact, id=intent, occurrence=0, item_id=item, channel="'mail'",
            purpose="'news'", not_before=start, expires_at=end, created_at=start, taken_at=start)  # fmt: skip
    _insert("catalyst_decision", count, **of_contact, result="'intended'", reason="'due'", value=1, stock=1, price=1,
            sentence="'It was due.'", propensity=1, candidates="'[]'", decided_at=start, intent_id=intent)  # fmt: skip
    _insert("channel_delivery", count, **of_contact, intent_id=intent, item_id=item, variant_id=variant,
            channel="'mail'", purpose="'news'", expires_at=end, created_at=start, ended_at=at,
            tag="CASE n % 5 WHEN 0 THEN 'en-x-vinyl' ELSE 'en' END", address="'u' || n || '@x.example'",
            status="CASE n % 50 WHEN 0 THEN 'refused' ELSE 'delivered' END",
            status_code="CASE n % 50 WHEN 0 THEN '5.1.1' ELSE '' END")  # fmt: skip


def _events(now: int) -> None:
    """Half of them pages, a fifth orders, the others what Ninefold recorded itself; over a hundred days."""
    _insert("collect_event", EVENTS, id="n", message_id="'m' || n", user_id="''", anonymous_id="''", other_id="''",
            kind="CASE WHEN n % 10 < 5 THEN 'page' ELSE 'track' END",
            name="CASE WHEN n % 10 < 5 THEN 'Record' WHEN n % 10 < 7 THEN 'Order Completed' ELSE 'Goal Reached' END",
            properties="""'{"revenue": 12.5}'""", traits="'{}'", context="'{}'",
            occurred_at=f"{now} - (n % 100) * {DAY_US} - n", received_at=now, source_id="1 + n % 3",
            trust="CASE WHEN n % 10 < 7 THEN 2 ELSE 4 END",
            profile_id=f"1 + n * 7919 % {PEOPLE}", is_bot="n % 97 = 0")  # fmt: skip


def _ledger(now: int) -> None:
    """Every second person has a wallet; three transfers give for one that redeems."""
    from ninefold.currency import actions, owners  # noqa: PLC0415
    from ninefold.currency.types import Currency  # noqa: PLC0415
    from ninefold.kernel.actors import system  # noqa: PLC0415

    actions.define_currency(actor=system("bench"), currency=Currency("points", "Points", True, 0))
    wallet = "(SELECT id FROM currency_currency WHERE key = 'points')"
    _insert("currency_account", WALLETS, id="n", currency_id=wallet, owner="'profile:' || n", profile_id="n",
            balance=80, floor=0)  # fmt: skip
    company = f"CASE n WHEN 1 THEN '{owners.ISSUED}' ELSE '{owners.REDEEMED}' END"
    _insert("currency_account", 2, id=f"{WALLETS} + n", currency_id=wallet, owner=company, profile_id=0,
            balance=f"CASE n WHEN 1 THEN -100 ELSE 20 END * {WALLETS}")  # fmt: skip
    _insert("currency_transfer", TRANSFERS, key="'bench:' || n", reason="'bench'",
            debit_id=f"CASE n % 4 WHEN 0 THEN 1 + n % {WALLETS} ELSE {WALLETS} + 1 END",
            credit_id=f"CASE n % 4 WHEN 0 THEN {WALLETS} + 2 ELSE 1 + n % {WALLETS} END",
            amount="CASE n % 4 WHEN 0 THEN 20 ELSE 100 END", made_at=f"{now} - n % 100 * {DAY_US} - n")  # fmt: skip


def _questions(now: int) -> None:
    """A question an hour, three of four answered."""
    asked = f"{now} - n * 3600000000"
    _insert("community_question", QUESTIONS, id="n", key="'q' || n", profile_id="n", title="'Question ' || n",
            body="'Which needle?'", topic="'needles'", asked_at=asked)  # fmt: skip
    _insert("community_answer", QUESTIONS * 3 // 4, id="n", key="'a' || n", profile_id="n + 1", body="'This one.'",
            question_id="(n * 4 + 2) / 3", answered_at=f"{asked} + 60000000")  # fmt: skip
