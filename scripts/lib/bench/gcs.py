"""Events into a bucket of the test run's Cloud Storage against `curl --parallel` to the same server.

The server is a small one in Python, which a thousand requests a second keep busy: it is what limits both, so that
fewer events than usual say as much.
"""

import os
import subprocess
import time

from support import day_events, drain, report, small_events

PREPARE = """
import sys
from google.auth.transport.requests import Request
from google.cloud import storage
from google.oauth2 import service_account
scope = "https://www.googleapis.com/auth/devstorage.read_write"
credentials = service_account.Credentials.from_service_account_file(sys.argv[2], scopes=[scope])
client = storage.Client("test-project", credentials, client_options={"api_endpoint": sys.argv[1]})
for name in sys.argv[3:]:
    client.create_bucket(name)
credentials.refresh(Request())
print(credentials.token)
"""
COUNT = """
import sys
from google.cloud import storage
client = storage.Client.from_service_account_json(sys.argv[2], client_options={"api_endpoint": sys.argv[1]})
print(sum(1 for _ in client.list_blobs(sys.argv[3])))
"""


def with_library(script, *arguments):
    """What a script prints that uses Google's library."""
    python, server = os.environ["DISTRIBUTARY_TEST_PYTHON"], os.environ["DISTRIBUTARY_TEST_GCS"]
    command = [python, "-c", script, server, os.environ["DISTRIBUTARY_TEST_GCS_CREDENTIALS"], *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def measure_gcs(folder):
    small, days = (lambda: small_events(60_000)), (lambda: day_events(users=200, days=60))
    for name, bodies in (("small", small), ("days", days)):
        for layout in ("documents", "batches"):
            measure(folder, name, bodies, layout)


def measure(folder, name, bodies, layout):
    bucket = f"bench-{os.getpid()}-{name}-{layout}"
    place = folder / bucket
    place.mkdir()
    token = with_library(PREPARE, bucket, f"{bucket}-curl")
    server, credentials = os.environ["DISTRIBUTARY_TEST_GCS"], os.environ["DISTRIBUTARY_TEST_GCS_CREDENTIALS"]
    drained = drain(
        place, bodies(),
        f"{{kind: gcs, bucket: {bucket}, layout: {layout}, endpoint: '{server}', credentials: '${{file:{credentials}}}'}}",
    )
    stored = int(with_library(COUNT, bucket))
    what = f"Cloud Storage, {drained.events:,} {'days of 18 KB' if name == 'days' else 'events of 1.3 KB'} as {layout}"
    if layout == "batches":
        report(what, drained.summary(), f"{stored:,} objects")
        return
    if stored != drained.events:
        raise SystemExit(f"bench: the bucket holds {stored} objects of {drained.events} events")
    rate = curl(place, bodies(), f"{server}/upload/storage/v1/b/{bucket}-curl/o?uploadType=media", token)
    report(what, drained.summary(), f"{drained.events / drained.seconds / rate:.2f} of curl --parallel ({rate:,.0f}/s)", "≥ 0.7")


def curl(folder, bodies, url, token):
    """Objects a second that curl uploads, 32 at once."""
    lines = []
    count = 0
    for body in bodies:
        for event in body.split(b"\n"):
            file = folder / f"event-{count}"
            file.write_bytes(event)
            lines += [
                *(["next"] if count else []), f'data-binary = "@{file}"', f'url = "{url}&name={count}.json"',
                f'header = "Authorization: Bearer {token}"', 'header = "Content-Type: application/json"',
                'output = "/dev/null"', "silent", "fail",
            ]
            count += 1
    configuration = folder / "curl.conf"
    configuration.write_text("\n".join(lines) + "\n")
    start = time.monotonic()
    subprocess.run(["curl", "--no-progress-meter", "--parallel", "--parallel-max", "32", "--config", str(configuration)], check=True)
    return count / (time.monotonic() - start)
