"""Events into a Supabase project against `curl --parallel` that only puts their payloads into its bucket.

The server is a small one in Python over a real PostgreSQL, which a few hundred requests a second keep busy: it is what
limits both, so that fewer events than usual say as much.
"""

import os
import subprocess
import time

from support import BINARY, day_events, drain, psql, report, small_events


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
    rows = int(psql(database, "-c", f"select count(*) from {schema}.terra_data_payloads"))
    samples = int(psql(database, "-c", f"select count(*) from {schema}.glucose_samples"))
    if rows != drained.events:
        raise SystemExit(f"bench: the project holds {rows} records of {drained.events}")
    rate = curl(place, bodies(), url, key, schema)
    psql(database, "-c", f"drop schema {schema} cascade")
    psql(database, "-c", f"delete from storage.objects where bucket_id = '{schema}'")
    report(
        f"Supabase, {rows:,} {what} into bucket and tables", f"{drained.summary()}, {samples / drained.seconds:,.0f} readings/s",
        f"{drained.events / drained.seconds / rate:.2f} of curl --parallel into the bucket alone ({rate:,.0f}/s)", "≥ 0.7",
    )


def curl(folder, bodies, url, key, bucket):
    """Objects a second that curl puts, 16 at once."""
    lines = []
    count = 0
    for body in bodies:
        for event in body.split(b"\n"):
            file = folder / f"event-{count}"
            file.write_bytes(event)
            lines += [
                *(["next"] if count else []), 'request = "POST"', f'data-binary = "@{file}"',
                f'url = "{url}/storage/v1/object/{bucket}/curl/{count}.json"', f'header = "apikey: {key}"',
                f'header = "Authorization: Bearer {key}"', 'header = "Content-Type: application/json"',
                'output = "/dev/null"', "silent", "fail",
            ]
            count += 1
    configuration = folder / "curl.conf"
    configuration.write_text("\n".join(lines) + "\n")
    start = time.monotonic()
    subprocess.run(["curl", "--parallel", "--parallel-max", "16", "--config", str(configuration)], check=True)
    return count / (time.monotonic() - start)
