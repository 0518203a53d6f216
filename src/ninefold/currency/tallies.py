"""The ledger counted by week: what was given out less what was taken back, what was redeemed less what was refunded."""

from django.db import connection

from ninefold.context import queries as context
from ninefold.currency import owners
from ninefold.kernel.weeks import Distinct, Tally, Weeks, distinct, tallied

FLOWS_SQL = """\
SELECT (t.made_at - %(since)s) / %(week)s AS week,
       SUM(CASE %(redeemed)s WHEN c.owner THEN t.amount WHEN d.owner THEN -t.amount ELSE 0 END) AS redeemed,
       SUM(CASE %(issued)s WHEN d.owner THEN t.amount WHEN c.owner THEN -t.amount ELSE 0 END) AS issued
  FROM currency_transfer t
  JOIN currency_account d ON d.id = t.debit_id
  JOIN currency_account c ON c.id = t.credit_id
  JOIN currency_currency k ON k.id = d.currency_id
 WHERE t.made_at >= %(since)s AND t.made_at < %(until)s AND k.key = %(currency)s
 GROUP BY 1"""


WALLETS_SQL = """\
SELECT DISTINCT (t.made_at - %(since)s) / %(week)s AS week, c.profile_id
  FROM currency_transfer t
  JOIN currency_account d ON d.id = t.debit_id
  JOIN currency_account c ON c.id = t.credit_id
  JOIN currency_currency k ON k.id = d.currency_id
 WHERE t.made_at >= %(since)s AND t.made_at < %(until)s AND k.key = %(currency)s
   AND d.owner = %(issued)s"""


def flows(currency: str, weeks: Weeks) -> tuple[Tally, ...]:
    """By week: what was redeemed of a currency, beside what was issued, in its smallest unit.

    A refund or a gift taken back lessens the week it is made in, which may so come to less than nothing.
    """
    named = weeks.named() | {"issued": owners.ISSUED, "redeemed": owners.REDEEMED, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(FLOWS_SQL, named)
        return tallied(cursor.fetchall(), weeks)


def wallets(currency: str, weeks: Weeks) -> Distinct:
    """How many different wallets a currency was issued to, by week: a wallet is a person, under all their profiles."""
    named = weeks.named() | {"issued": owners.ISSUED, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(WALLETS_SQL, named)
        rows = cursor.fetchall()
    person_of = context.person_ids({profile for _, profile in rows})
    return distinct(((int(week), person_of.get(profile, profile)) for week, profile in rows), weeks)
