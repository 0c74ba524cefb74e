"""HTTP in to webhook out."""

import time

from support import BENCH, SMALL, Daemon, Process, free_port, get, report, wait_until, wrk


def end_to_end(folder, batch_format, body, events_per_request, content_type, name, wanted):
    folder.mkdir()
    sink_port = free_port()
    sink = Process([BENCH, "sink", "--port", str(sink_port)], folder / "sink.log")
    wait_until(lambda: get(sink_port, "/")[0] == 200, 30, "the receiver is ready")
    daemon = Daemon(folder, f"{{kind: webhook, url: 'http://127.0.0.1:{sink_port}/', batch_format: {batch_format}}}")
    start = time.monotonic()
    result = wrk(daemon.port, body, folder, content_type)
    # wrk counts only answers that it waited for; what was in flight at its end counts as sent too.
    wait_until(lambda: daemon.backlog() == 0, 300, "the receiver has everything", pause=0.02)
    seconds = time.monotonic() - start
    received = int(get(sink_port, "/")[1])
    resident = daemon.resident_megabytes()
    daemon.stop()
    sink.stop()
    accepted = int(result["requests"]) * events_per_request
    if received < accepted:
        raise SystemExit(f"bench: {accepted} events were acknowledged, {received} arrived")
    report(
        name,
        f"{received / seconds:,.0f} events/s delivered, ack p99 {result['p99_ms']:.1f} ms, {resident:.0f} MB",
        f"in: {accepted / result['seconds']:,.0f} events/s",
        wanted,
    )


def measure_end_to_end(folder):
    batch = b"\n".join([SMALL] * 100) + b"\n"
    end_to_end(
        folder / "a", "ndjson", SMALL, 1, "application/json",
        "HTTP in to webhook out: singles in, NDJSON out", "> 17,500/s, p99 < 11.5 ms",
    )
    end_to_end(
        folder / "b", "ndjson", batch, 100, "application/x-ndjson",
        "HTTP in to webhook out: batches of 100 in, NDJSON out", "> 62,000/s, p99 < 165 ms, < 820 MB",
    )
    end_to_end(
        folder / "c", "single", SMALL, 1, "application/json", "HTTP in to webhook out: singles in, singles out", "",
    )
