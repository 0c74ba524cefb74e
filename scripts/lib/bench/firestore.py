"""Events into the test run's Firestore against `curl --parallel` with requests that were made beforehand, to the same
server.

The server is a small one in Python around Google's protocol buffers, which a few documents of a day keep busy: it is
what limits both, so that fewer events than usual say as much.
"""

import json
import os
import pathlib
import subprocess
import time

from support import day_events, drain, report, small_events

EVENTS_IN_A_REQUEST = 300
BYTES_IN_A_REQUEST = 3 << 20


READER = pathlib.Path(__file__).parents[3] / "Tests" / "Readers" / "firestore.py"


def measure_firestore(folder):
    measure(folder / "small", "3,000 events of 1.3 KB", lambda: small_events(3_000))
    measure(folder / "days", "400 days of 18 KB", lambda: day_events(users=50, days=8))


def measure(folder, what, bodies):
    folder.mkdir()
    project = f"bench-{os.getpid()}-{folder.name}"
    server, credentials = os.environ["DISTRIBUTARY_TEST_FIRESTORE"], os.environ["DISTRIBUTARY_TEST_FIRESTORE_CREDENTIALS"]
    drained = drain(
        folder, bodies(),
        f"{{kind: firestore, project: {project}, endpoint: '{server}', credentials: '${{file:{credentials}}}'}}",
    )
    stored = count_documents(server, project)
    if stored != drained.events:
        raise SystemExit(f"bench: the database holds {stored} documents of {drained.events} events")
    rate = curl(folder, bodies(), server, f"{project}-curl")
    report(
        f"Firestore, {what} drained",
        drained.summary(),
        f"{drained.events / drained.seconds / rate:.2f} of curl --parallel ({rate:,.0f}/s)",
        "≥ 0.7",
    )


def count_documents(server, project):
    """As many as Google's own client reads."""
    python = os.environ["DISTRIBUTARY_TEST_PYTHON"]
    output = subprocess.run([python, READER, server, project], capture_output=True, check=True).stdout
    return output.count(b"\n")


def curl(folder, bodies, server, project):
    """Documents a second that curl has written, 4 requests at once."""
    documents = f"projects/{project}/databases/(default)/documents"
    lines = []
    count = 0
    for number, writes in enumerate(requests(bodies, documents)):
        file = folder / f"request-{number}"
        file.write_text(json.dumps({"writes": writes}, separators=(",", ":")))
        count += len(writes)
        lines += [
            *(["next"] if number else []), f'data-binary = "@{file}"', f'url = "{server}/v1/{documents}:batchWrite"',
            'header = "Authorization: Bearer owner"', 'header = "Content-Type: application/json"',
            'output = "/dev/null"', "silent", "fail", "globoff",
        ]
    configuration = folder / "curl.conf"
    configuration.write_text("\n".join(lines) + "\n")
    start = time.monotonic()
    subprocess.run(["curl", "--no-progress-meter", "--parallel", "--parallel-max", "4", "--config", str(configuration)], check=True)
    return count / (time.monotonic() - start)


def requests(bodies, documents):
    """Lists of writes as large as the destination's."""
    writes, size, number = [], 0, 0
    for body in bodies:
        for line in body.split(b"\n"):
            fields = {name: typed(value) for name, value in json.loads(line).items()}
            name = f"{documents}/terra/2022-03-16/body/{number}.json"
            writes.append({"update": {"name": name, "fields": fields}, "currentDocument": {"exists": False}})
            size += len(line)
            number += 1
            if len(writes) == EVENTS_IN_A_REQUEST or size >= BYTES_IN_A_REQUEST:
                yield writes
                writes, size = [], 0
    if writes:
        yield writes


def typed(value):
    """A JSON value as Firestore writes it."""
    if isinstance(value, dict):
        return {"mapValue": {"fields": {name: typed(member) for name, member in value.items()}}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [typed(element) for element in value]}}
    if value is None:
        return {"nullValue": None}
    if isinstance(value, bool):
        return {"booleanValue": value}
    if isinstance(value, int):
        return {"integerValue": str(value)}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": value}
