"""Durable intake against the same server doing nothing, and against bare appends."""

import re
import subprocess

from support import BENCH, CONNECTIONS, SMALL, Daemon, Process, dead_webhook, free_port, get, report, wait_until, wrk


def measure_intake(folder):
    (folder / "noop").mkdir()
    noop_port = free_port()
    noop = Process([BENCH, "noop", "--port", str(noop_port)], folder / "noop.log")
    wait_until(lambda: get(noop_port, "/healthz")[0] == 200, 30, "the server that does nothing is ready")
    daemon = Daemon(folder, dead_webhook())
    rates = {"noop": [], "durable": []}
    p99 = []
    wrk(noop_port, SMALL, folder, seconds=2)
    wrk(daemon.port, SMALL, folder, seconds=2)
    # Taken in short turns, so that a slow moment of the machine hits both, and a good one too.
    for _ in range(8):
        rates["noop"].append(wrk(noop_port, SMALL, folder, seconds=3)["rate"])
        result = wrk(daemon.port, SMALL, folder, seconds=3)
        rates["durable"].append(result["rate"])
        p99.append(result["p99_ms"])
    noop.stop()
    daemon.stop()
    best = {name: max(values) for name, values in rates.items()}
    ratio = best["durable"] / best["noop"]
    report(
        f"durable intake, single {len(SMALL)} B events, {CONNECTIONS} connections",
        f"{best['durable']:,.0f} events/s, p99 {min(p99):.1f} ms",
        f"{ratio:.2f} of {best['noop']:,.0f}/s (same server, 202 and nothing else)",
        "≥ 0.7, p99 < 20 ms",
    )


def measure_batches(folder):
    disk = []
    body = b"\n".join([SMALL] * 100) + b"\n"
    daemon = Daemon(folder, dead_webhook())
    wrk(daemon.port, body, folder, "application/x-ndjson", seconds=2)
    best = 0
    for _ in range(2):
        output = subprocess.run(
            [BENCH, "append-loop", "--path", str(folder / "append"), "--seconds", "4"],
            capture_output=True, text=True, check=True,
        ).stdout
        disk.append(float(re.search(r"mb_per_second=([\d.]+)", output).group(1)))
        result = wrk(daemon.port, body, folder, "application/x-ndjson", seconds=4)
        best = max(best, result["rate"] * len(body) / 1e6)
    daemon.stop()
    report(
        "durable intake, NDJSON batches of 100",
        f"{best:,.0f} MB/s, {best * 1e6 / len(SMALL):,.0f} events/s",
        f"{best / max(disk):.2f} of {max(disk):,.0f} MB/s (1 MiB append + fdatasync)",
        "≥ 0.5",
    )
