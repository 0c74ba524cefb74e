"""A day of 1,000 users against a store that is away: what keeps its place on disk, and what the store is sent."""

import json
import os
import time

from support import BENCH, Daemon, Process, day_body, free_port, get, load, report, wait_until

USERS = 1_000
VERSIONS = 288
USER = "b5f3c0de-0000-4000-8000-00000000"


def bodies():
    """The versions of the day one after the other, each of all users, in bodies of 100 lines."""
    for version in range(1, VERSIONS + 1):
        template = day_body(USER + "0000", "2026-09-15", version)
        for at in range(0, USERS, 100):
            yield b"\n".join(
                template.replace(b"00000000\"", b"0000%04d\"" % user, 1) for user in range(at, at + 100)
            )


def disk_bytes(folder):
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(path, name)).st_blocks * 512
            except FileNotFoundError:
                pass
    return total


def target(daemon):
    return json.loads(get(daemon.port, "/status", 30)[1])["destinations"]["target"]


def settled(folder):
    """The size on disk once it has stopped to shrink."""
    size = disk_bytes(folder)
    for _ in range(60):
        time.sleep(3)
        before, size = size, disk_bytes(folder)
        if size == before:
            break
    return size


def measure_superseded(folder):
    port = free_port()
    daemon = Daemon(
        folder,
        f"{{kind: webhook, url: 'http://127.0.0.1:{port}/', batch_format: ndjson, versions: latest, "
        "retry: {initial: 200ms, max: 1s}}",
    )
    accepted = most = 0
    start = time.monotonic()
    for number, body in enumerate(bodies()):
        load(daemon.port, [body])
        accepted += len(body)
        if number % 100 == 0:
            most = max(most, disk_bytes(folder / "data"))
    loaded = time.monotonic() - start
    left = settled(folder / "data")
    resident = daemon.resident_megabytes()
    sink = Process([BENCH, "sink", "--port", str(port)], folder / "sink.log")
    start = time.monotonic()
    wait_until(lambda: daemon.backlog() == 0, 300, "the store has everything", pause=0.02)
    drained = time.monotonic() - start
    received = int(get(port, "/")[1])
    counts = target(daemon)
    daemon.stop()
    sink.stop()
    if received != USERS or counts["dead"] or counts["delivered"] + counts["superseded"] != USERS * VERSIONS:
        raise SystemExit(f"bench: the store received {received} events; the daemon counts {counts}")
    name = f"a day of {USERS:,} users, {VERSIONS} versions each, for a store that is away"
    report(
        f"{name}: on disk",
        f"{left / 1e6:,.0f} MB of {accepted / 1e6:,.0f} MB accepted",
        f"at most {most / 1e6:,.0f} MB while {accepted / loaded / 1e6:,.0f} MB/s came in; {resident:.0f} MB resident",
    )
    report(
        f"{name}: sent when it is back",
        f"{received:,} of {USERS * VERSIONS:,} events in {drained:.1f} s",
        f"{counts['superseded']:,} superseded",
        f"{USERS:,}",
    )
