"""The ledger counted by week: what was given out less what was taken back, what was redeemed less what was refunded."""

from django.db import connection

from ninefold.currency import owners
from ninefold.kernel.weeks import Distinct, Tally, Weeks, tallied

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
SELECT week, COUNT(*) AS wallets, SUM(CASE WHEN week = last THEN 1 ELSE 0 END) AS for_the_last_time
  FROM (SELECT week, MAX(week) OVER (PARTITION BY wallet) AS last
          FROM (SELECT DISTINCT (t.made_at - %(since)s) / %(week)s AS week, t.credit_id AS wallet
                  FROM currency_transfer t
                  JOIN currency_account d ON d.id = t.debit_id
                  JOIN currency_currency k ON k.id = d.currency_id
                 WHERE t.made_at >= %(since)s AND t.made_at < %(until)s AND k.key = %(currency)s
                   AND d.owner = %(issued)s) given) placed
 GROUP BY week"""


def flows(currency: str, weeks: Weeks) -> tuple[Tally, ...]:
    """By week: what was redeemed of a currency, beside what was issued, in its smallest unit.

    A refund or a gift taken back lessens the week it is made in, which may so come to less than nothing.
    """
    named = weeks.named() | {"issued": owners.ISSUED, "redeemed": owners.REDEEMED, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(FLOWS_SQL, named)
        return tallied(cursor.fetchall(), weeks)


def wallets(currency: str, weeks: Weeks) -> Distinct:
    """How many different wallets a currency was issued to, by week."""
    named = weeks.named() | {"issued": owners.ISSUED, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(WALLETS_SQL, named)
        both = tallied(cursor.fetchall(), weeks)
    return Distinct(tuple(one.count for one in both), tuple(one.of for one in both))
