"""Ten thousand records that are like one, and how a rule of retention reads the next batch of them."""
from __future__ import annotations

import psycopg2

from kernel import retention

COLUMNS = """SELECT string_agg(attname, ', ') FROM pg_attribute
             WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""


def like(admin_url, table, id, /, *, n, **sets):
    """Add `n` rows like row `id` of `schema.table`; sets: what differs, in SQL, where `n` counts them."""
    with psycopg2.connect(admin_url) as conn, conn.cursor() as cursor:
        cursor.execute(COLUMNS, (table,))
        names = cursor.fetchone()[0].split(", ")
        values = ", ".join(sets.get(name, f"one.{name}") for name in names)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} AS one, generate_series(1, {n}) AS n"
            " WHERE one.id = %s",
            (id,),
        )
        conn.commit()
        conn.autocommit = True
        cursor.execute(f"ANALYZE {table}")
    conn.close()


def plan(db, rule, now):
    """Give how a batch is read."""
    given = {"before": rule.usual.before(now), "limit": rule.batch}
    with db.transaction() as tx:
        return "\n".join(line for (line,) in tx.all("EXPLAIN " + rule.rows.take, given))


def carry(db, rule, now, run="r"):
    """Carry a rule out with its usual length."""
    return retention.carry_out(db, rule, rule.usual, now=now, run=run)


def rule_of(rules, name):
    """Give a rule by its name."""
    return next(rule for rule in rules if rule.name == name)
