"""Events into a Supabase project against `curl --parallel` that puts the same objects into the bucket and the same rows,
a thousand in a request, into tables of the same form.

The server is a small one in Python over a real PostgreSQL, which a few hundred requests a second keep busy: fewer events
than usual say as much.
"""

import os
import subprocess

from curl import curl_parallel
from support import BINARY, day_events, drain, psql, report, small_events

# What an upsert is told by; users come before what refers to them.
TABLES = {"terra_users": "user_id", "terra_data_payloads": "payload_id", "glucose_samples": "user_id,recorded_at"}
ROWS = 1000
CONNECTIONS = 16


def measure_supabase(folder):
    for name, what, bodies in (
        ("small", "events of 1.3 KB", lambda: small_events(4_000)),
        ("days", "days of 18 KB", lambda: day_events(users=50, days=40)),
    ):
        measure(folder, name, what, bodies)


def measure(folder, name, what, bodies):
    schema = f"bench_{os.getpid()}_{name}"
    place = folder / name
    place.mkdir()
    database, url = os.environ["DISTRIBUTARY_TEST_POSTGRES"], os.environ["DISTRIBUTARY_TEST_SUPABASE"]
    key = os.environ["DISTRIBUTARY_TEST_SUPABASE_KEY"]
    command = [BINARY, "schema", "supabase", "--schema", schema, "--bucket", schema]
    psql(database, script=subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    drained = drain(
        place, bodies(),
        f"{{kind: supabase, url: '{url}', service_role_key: '{key}', schema: {schema}, bucket: {schema}}}",
    )
    counts = {table: count(database, schema, table) for table in TABLES}
    if counts["terra_data_payloads"] != drained.events:
        raise SystemExit(f"bench: the project holds {counts['terra_data_payloads']} records of {drained.events}")
    seconds = curl(place, bodies(), database, url, key, schema)
    for table, rows in counts.items():
        if (copied := count(database, schema, f"{table}_copy")) != rows:
            raise SystemExit(f"bench: curl wrote {copied} rows of {rows} into {table}")
    psql(database, "-c", f"drop schema {schema} cascade")
    psql(database, "-c", f"delete from storage.objects where bucket_id = '{schema}'")
    report(
        f"Supabase, {drained.events:,} {what} into bucket and tables",
        f"{drained.summary()}, {counts['glucose_samples'] / drained.seconds:,.0f} readings/s",
        f"{seconds / drained.seconds:.2f} of curl --parallel with the same objects and rows "
        f"({drained.events / seconds:,.0f}/s)",
        "≥ 0.7",
    )


def count(database, schema, table):
    return int(psql(database, "-c", f"select count(*) from {schema}.{table}"))


def curl(folder, bodies, database, url, key, schema):
    """Seconds that curl takes, which is given every request's body as a file."""
    for table in TABLES:
        psql(database, "-c", f"create table {schema}.{table}_copy (like {schema}.{table} including all)")
        psql(database, "-c", f"grant all on {schema}.{table}_copy to service_role")
    objects = []
    for event in (event for body in bodies for event in body.split(b"\n")):
        file = folder / f"event-{len(objects)}"
        file.write_bytes(event)
        objects.append((f"{url}/storage/v1/object/{schema}/curl/{len(objects)}.json", f'data-binary = "@{file}"', []))
    users, *others = (rows(folder, database, url, schema, table) for table in TABLES)
    # Evenly among one another, as they come from a daemon: rows at the end would wait for each other.
    parts = [objects, *others]
    shared = [request for _, request in sorted(
        ((at / len(part), request) for part in parts for at, request in enumerate(part)), key=lambda one: one[0]
    )]
    options = [
        'request = "POST"', f'header = "apikey: {key}"', f'header = "Authorization: Bearer {key}"',
        'header = "Content-Type: application/json"',
    ]
    return curl_parallel(folder, users, options, CONNECTIONS) + curl_parallel(folder, shared, options, CONNECTIONS)


def rows(folder, database, url, schema, table):
    """Requests with the rows of a table, in the order in which they came. Of jsonb because that is one line each."""
    bodies = psql(
        database, "-c",
        f"select jsonb_agg(row) from (select to_jsonb(t) as row, row_number() over (order by ordering, user_id) as at"
        f" from {schema}.{table} as t) as numbered group by (at - 1) / {ROWS} order by min(at)",
    )
    requests = []
    for number, body in enumerate(bodies.splitlines()):
        file = folder / f"{table}-{number}"
        file.write_text(body)
        requests.append((
            f"{url}/rest/v1/{table}_copy?on_conflict={TABLES[table]}", f'data-binary = "@{file}"',
            ['header = "Prefer: resolution=merge-duplicates,return=minimal"', f'header = "Content-Profile: {schema}"'],
        ))
    return requests
