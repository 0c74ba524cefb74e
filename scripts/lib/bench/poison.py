"""What events that a receiver refuses cost those in the same batches: a backlog drained with and without them."""

import statistics

from support import BENCH, SMALL, Process, drain, free_port, get, report, wait_until

EVENTS = 600_000
EVERY = 10_000
ROUNDS = 3
MARK = b"refuse-this-one"


def bodies(every):
    """Bodies of 1,000 lines; the 500th of each `every` events holds what is refused, of the same length as the others."""
    poison = SMALL.replace(b"Dexcom G7", MARK, 1)[: len(SMALL)]
    for start in range(0, EVENTS, 1000):
        lines = [SMALL] * 1000
        if every and start % every == 0:
            lines[499] = poison
        yield b"\n".join(lines)


def measure_poison(folder):
    clean, poisoned = [], []
    for number in range(ROUNDS):
        clean.append(run(folder / f"clean-{number}", 0))
        poisoned.append(run(folder / f"poisoned-{number}", EVERY))
    before, after = statistics.median(clean), statistics.median(poisoned)
    report(
        f"NDJSON webhook, {EVENTS:,} events drained, 1 in {EVERY:,} refused with 400",
        f"{after:,.0f} events/s",
        f"{after / before:.2f} of {before:,.0f} without",
        "≥ 0.95",
    )


def run(folder, every):
    folder.mkdir()
    port = free_port()
    sink = Process([BENCH, "sink", "--port", str(port), "--refuse", MARK.decode()], folder / "sink.log")
    wait_until(lambda: get(port, "/")[0] == 200, 30, "the receiver is ready")
    refused = EVENTS // every if every else 0
    destination = f"{{kind: webhook, url: 'http://127.0.0.1:{port}/', batch_format: ndjson}}"
    drained = drain(folder, bodies(every), destination, refused)
    received = int(get(port, "/")[1])
    sink.stop()
    if received != EVENTS - refused:
        raise SystemExit(f"bench: {received} of {EVENTS - refused} events arrived")
    return drained.events / drained.seconds
