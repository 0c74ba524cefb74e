"""HTTP in to webhook out."""

import shutil
import statistics
import time

from support import BENCH, SMALL, Daemon, Process, free_port, get, report, wait_until, wait_until_quiet, wrk


# Latencies at a busy machine's limit differ from one run to the next by two; the middle one of them counts.
ROUNDS = 3


def end_to_end(folder, batch_format, body, events_per_request, content_type, name, wanted, mean_pause_ms=None):
    folder.mkdir()
    runs = [
        run(folder / str(number), batch_format, body, events_per_request, content_type, mean_pause_ms)
        for number in range(ROUNDS)
    ]
    incoming, delivered, p99, resident = (statistics.median(figures) for figures in zip(*runs))
    latencies = [figures[2] for figures in runs]
    report(
        name,
        f"{delivered:,.0f} events/s delivered, ack p99 {p99:.1f} ms ({min(latencies):.1f} to {max(latencies):.1f} in "
        f"{ROUNDS} runs), {resident:.0f} MB",
        f"in: {incoming:,.0f} events/s",
        wanted,
    )


def run(folder, batch_format, body, events_per_request, content_type, mean_pause_ms):
    """Events a second that came in and that were delivered, the acknowledgements' p99 in milliseconds, and megabytes."""
    folder.mkdir()
    sink_port = free_port()
    sink = Process([BENCH, "sink", "--port", str(sink_port)], folder / "sink.log")
    wait_until(lambda: get(sink_port, "/")[0] == 200, 30, "the receiver is ready")
    daemon = Daemon(folder, f"{{kind: webhook, url: 'http://127.0.0.1:{sink_port}/', batch_format: {batch_format}}}")
    # What the section before has left is written, deleted and given back to the host for a while.
    wait_until_quiet()
    start = time.monotonic()
    result = wrk(daemon.port, body, folder, content_type, mean_pause_ms=mean_pause_ms)
    # wrk counts only answers that it waited for; what was in flight at its end counts as sent too.
    wait_until(lambda: daemon.backlog() == 0, 300, "the receiver has everything", pause=0.02)
    seconds = time.monotonic() - start
    received = int(get(sink_port, "/")[1])
    resident = daemon.resident_megabytes()
    daemon.stop()
    sink.stop()
    shutil.rmtree(folder)
    accepted = int(result["requests"]) * events_per_request
    if received < accepted:
        raise SystemExit(f"bench: {accepted} events were acknowledged, {received} arrived")
    return accepted / result["seconds"], received / seconds, result["p99_ms"], resident


def measure_end_to_end(folder):
    batch = b"\n".join([SMALL] * 100) + b"\n"
    end_to_end(
        folder / "a", "ndjson", SMALL, 1, "application/json",
        "HTTP in to webhook out: singles in, NDJSON out", "> 17,500/s, p99 < 11.5 ms",
    )
    # Fluent Bit's most, and what an acknowledgement takes there: at our own most it says nothing of that.
    end_to_end(
        folder / "d", "ndjson", SMALL, 1, "application/json",
        "HTTP in to webhook out: singles in at somewhat over 17,500/s, NDJSON out", "> 17,500/s, p99 < 11.5 ms",
        mean_pause_ms=3,
    )
    end_to_end(
        folder / "b", "ndjson", batch, 100, "application/x-ndjson",
        "HTTP in to webhook out: batches of 100 in, NDJSON out", "> 62,000/s, p99 < 165 ms, < 820 MB",
    )
    end_to_end(
        folder / "c", "single", SMALL, 1, "application/json", "HTTP in to webhook out: singles in, singles out", "",
    )
