"""Days into PostgreSQL against psql \\copy."""

import os
import time

from support import day_body, day_events, drain, psql, report


def measure_postgres(folder):
    url = os.environ["DISTRIBUTARY_TEST_POSTGRES"]
    schema = f"bench_{os.getpid()}"
    users, days, readings = 200, 100, 144
    size = len(day_body("user-000000", "2026-01-01", readings))
    drained = drain(folder, day_events(users, days, readings), f"{{kind: postgres, url: '{url}', schema: {schema}}}")
    seconds, cpu = drained.seconds, drained.cpu_seconds
    counts = {
        table: int(psql(url, "-c", f"select count(*) from {schema}.{table}"))
        for table in ("terra_data_payloads", "glucose_samples")
    }
    if counts != {"terra_data_payloads": users * days, "glucose_samples": users * days * readings}:
        raise SystemExit(f"bench: Postgres holds {counts}")
    copied = {}
    for table in counts:
        psql(url, script=f"\\copy {schema}.{table} to '{folder}/{table}'\n")
        psql(url, "-c", f"create table {schema}.copy_{table} (like {schema}.{table} including all)")
        start = time.monotonic()
        psql(url, script=f"\\copy {schema}.copy_{table} from '{folder}/{table}'\n")
        copied[table] = time.monotonic() - start
    psql(url, "-c", f"drop schema {schema} cascade")
    report(
        f"Postgres, {users * days:,} days of {size / 1000:.0f} KB drained into all tables at once",
        f"{counts['glucose_samples'] / seconds:,.0f} readings/s and {users * days / seconds:,.0f} days/s, {cpu:.1f} CPU s",
        f"{sum(copied.values()) / seconds:.2f} of \\copy "
        f"({counts['glucose_samples'] / copied['glucose_samples']:,.0f} readings/s, "
        f"then {users * days / copied['terra_data_payloads']:,.0f} days/s)",
        "≥ 0.5",
    )
