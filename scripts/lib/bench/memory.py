"""Resident memory, and the start with a long backlog."""

import time

from support import SMALL, Daemon, dead_webhook, load, report


def measure_memory(folder):
    daemon = Daemon(folder, dead_webhook())
    time.sleep(1)
    idle = daemon.resident_megabytes()
    batch = b"\n".join([SMALL] * 1000) + b"\n"
    measured = []
    for _ in range(4):
        load(daemon.port, [batch] * 250)
        measured.append(daemon.resident_megabytes())
    waiting = daemon.backlog()
    daemon.stop()
    daemon = Daemon(folder, dead_webhook())
    ready = daemon.seconds_to_ready
    again = daemon.backlog()
    resident = daemon.resident_megabytes()
    daemon.stop()
    if waiting < 1_000_000 or again < 1_000_000:
        raise SystemExit(f"bench: {waiting} and after the restart {again} events wait, not 1,000,000")
    report("resident memory, idle", f"{idle:.0f} MB")
    report(
        "resident memory, 1,000,000 events waiting",
        f"{measured[-1]:.0f} MB, after a restart {resident:.0f} MB",
        "with 250,000 / 500,000 / 750,000: " + " / ".join(f"{m:.0f}" for m in measured[:-1]),
        "< 150 MB",
    )
    report("start with 1,000,000 events waiting", f"ready in {ready:.2f} s", "", "< 2 s")
