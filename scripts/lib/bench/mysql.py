"""Events into MariaDB against LOAD DATA of the same rows."""

import os
import subprocess
import time
import urllib.parse

from support import day_events, drain, report, small_events

COLUMNS = {
    "terra_users": "user_id, reference_id, provider, ordering, state",
    "terra_data_payloads": "user_id, data_type, record_key, start_time, start_time_local, start_utc_offset_seconds,"
    " end_time, end_time_local, end_utc_offset_seconds, reference_id, provider, received_at, ordering, event_id, payload",
    "glucose_samples": "user_id, sample_time, has_offset, local_time, utc_offset_seconds, glucose_mg_per_dl,"
    " glucose_level_flag, trend_arrow, ordering",
}


def measure_mysql(folder):
    measure(folder / "small", "200,000 events of 1.3 KB", small_events)
    measure(folder / "days", "20,000 days of 18 KB", day_events)


def measure(folder, what, bodies):
    folder.mkdir()
    url = urllib.parse.urlsplit(os.environ["DISTRIBUTARY_TEST_MYSQL"])
    database = f"bench_{os.getpid()}_{folder.name}"
    mariadb(url, "mysql", f"CREATE DATABASE {database}")
    drained = drain(folder, bodies(), f"{{kind: mysql, url: '{url._replace(path='/' + database).geturl()}'}}")
    seconds = 0
    for table, columns in COLUMNS.items():
        copy = f"{table}_copy"
        mariadb(url, database, f"CREATE TABLE {copy} LIKE {table}")
        rows = folder / table
        with open(rows, "wb") as file:
            # In the order in which they came: that of the table is that of its key, which nothing arrives in.
            mariadb(url, database, f"SELECT {columns} FROM {table} ORDER BY ordering, user_id", "--quick", stdout=file)
        start = time.monotonic()
        mariadb(url, database, f"LOAD DATA LOCAL INFILE '{rows}' INTO TABLE {copy} ({columns})", "--local-infile=1")
        seconds += time.monotonic() - start
        rows.unlink()
        counts = mariadb(url, database, f"SELECT (SELECT COUNT(*) FROM {table}) = (SELECT COUNT(*) FROM {copy})")
        if counts != "1":
            raise SystemExit(f"bench: LOAD DATA did not copy all of {table}")
    payloads = int(mariadb(url, database, "SELECT COUNT(*) FROM terra_data_payloads"))
    mariadb(url, database, f"DROP DATABASE {database}")
    if payloads != drained.events:
        raise SystemExit(f"bench: MariaDB holds {payloads} of {drained.events} events")
    report(
        f"MariaDB, {what} drained into all tables at once",
        drained.summary(),
        f"{seconds / drained.seconds:.2f} of LOAD DATA ({drained.events / seconds:,.0f}/s)",
        "≥ 0.7",
    )


def mariadb(url, database, sql, *options, stdout=subprocess.PIPE):
    """Fields apart by tabs and escaped, as LOAD DATA reads them."""
    result = subprocess.run(
        [
            "mariadb", "--no-defaults", "--batch", "--skip-column-names", "--default-character-set=utf8mb4",
            f"--host={url.hostname}", f"--port={url.port}", f"--user={url.username}", *options, database,
        ],
        input=sql.encode(), stdout=stdout, stderr=subprocess.PIPE, env={**os.environ, "MYSQL_PWD": url.password},
    )
    if result.returncode:
        raise SystemExit("bench: mariadb failed: " + result.stderr.decode(errors="replace"))
    return result.stdout.decode().strip() if stdout == subprocess.PIPE else None
