"""What encryption at rest costs intake: the same daemon with journal.encryption_key and without, in turns."""

import base64
import os
import statistics

from support import CONNECTIONS, SMALL, Daemon, dead_webhook, report, wrk

ROUNDS = 7


def measure_encryption(folder):
    daemons = {}
    for name, journal in [
        ("clear", ""),
        ("encrypted", f'journal: {{encryption_key: "{base64.b64encode(os.urandom(32)).decode()}"}}\n'),
    ]:
        (folder / name).mkdir()
        daemons[name] = Daemon(folder / name, dead_webhook(), settings=journal)
    compare(folder, daemons, SMALL, 1, "application/json", f"single {len(SMALL)} B events, {CONNECTIONS} connections")
    lines = b"\n".join([SMALL] * 100) + b"\n"
    compare(folder, daemons, lines, 100, "application/x-ndjson", "NDJSON batches of 100")
    for daemon in daemons.values():
        daemon.stop()


def compare(folder, daemons, body, events, content_type, what):
    rates = {name: [] for name in daemons}
    cpu = {name: 0.0 for name in daemons}
    requests = {name: 0.0 for name in daemons}
    for daemon in daemons.values():
        wrk(daemon.port, body, folder, content_type, seconds=2)
    # Taken in turns, so that a slow moment of the machine hits both; the median of the rounds' ratios counts.
    for _ in range(ROUNDS):
        for name, daemon in daemons.items():
            before = daemon.cpu_seconds()
            result = wrk(daemon.port, body, folder, content_type, seconds=3)
            cpu[name] += daemon.cpu_seconds() - before
            requests[name] += result["requests"]
            rates[name].append(result["rate"] * events)
    typical = {name: statistics.median(values) for name, values in rates.items()}
    ratio = statistics.median(sealed / clear for sealed, clear in zip(rates["encrypted"], rates["clear"]))
    per_100k = {name: cpu[name] / (requests[name] * events) * 100_000 for name in daemons}
    report(
        f"encrypted intake, {what}",
        f"{typical['encrypted']:,.0f} events/s, {per_100k['encrypted']:.2f} CPU s per 100,000",
        f"{ratio:.2f} of {typical['clear']:,.0f}/s in the clear, {per_100k['clear']:.2f} CPU s",
        "≥ 0.75",
    )
