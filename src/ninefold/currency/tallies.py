"""The ledger counted by week, for the scorecard: what was given out, and what was redeemed."""

from django.db import connection

from ninefold.currency import owners
from ninefold.kernel.weeks import Tally, Weeks, tallied

FLOWS_SQL = """\
SELECT (t.made_at - %(since)s) / %(week)s AS week,
       SUM(CASE WHEN c.owner = %(redeemed)s AND d.profile_id <> 0 THEN t.amount ELSE 0 END) AS redeemed,
       SUM(CASE WHEN d.owner = %(issued)s AND c.profile_id <> 0 THEN t.amount ELSE 0 END) AS issued
  FROM currency_transfer t
  JOIN currency_account d ON d.id = t.debit_id
  JOIN currency_account c ON c.id = t.credit_id
  JOIN currency_currency k ON k.id = d.currency_id
 WHERE t.made_at >= %(since)s AND t.made_at < %(until)s AND k.key = %(currency)s
 GROUP BY 1"""


def flows(currency: str, weeks: Weeks) -> tuple[Tally, ...]:
    """By week: what was redeemed of a currency, beside what was issued, in its smallest unit."""
    named = weeks.named() | {"issued": owners.ISSUED, "redeemed": owners.REDEEMED, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(FLOWS_SQL, named)
        return tallied(cursor.fetchall(), weeks)
