"""What events that a receiver refuses cost those in the same batches: a backlog drained with and without them."""

import shutil
import statistics

from support import BENCH, SMALL, Process, drain, free_port, get, report, wait_until

EVENTS = 600_000
EVERY = 10_000
# A drain moves by a tenth from one to the next, which is more than what is looked for: ten times the poison shows it.
OFTEN = 1_000
ROUNDS = 9
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
    seconds = {0: [], EVERY: [], OFTEN: []}
    # In turns, each first as often as the others, and medians: what else the machine does meets all of them.
    for number in range(ROUNDS):
        kinds = list(seconds)
        for every in kinds[number % 3 :] + kinds[: number % 3]:
            seconds[every].append(run(folder / f"{number}-{every}", every))
    clean = statistics.median(seconds[0])
    ratios = sorted(before / after for before, after in zip(seconds[0], seconds[EVERY]))
    name = f"NDJSON webhook, {EVENTS:,} events drained, 1 in"
    report(
        f"{name} {EVERY:,} refused with 400",
        f"{EVENTS / statistics.median(seconds[EVERY]):,.0f} events/s",
        f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f} in {ROUNDS} rounds) of "
        f"{EVENTS / clean:,.0f} without",
        "≥ 0.95",
    )
    extra = (statistics.median(seconds[OFTEN]) - clean) / (EVENTS // OFTEN)
    report(
        f"{name} {OFTEN:,} refused with 400",
        f"{extra * 1000:.1f} ms for each",
        f"so 1 in {EVERY:,}: {clean / (clean + extra * (EVENTS // EVERY)):.3f} of what is drained without",
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
    shutil.rmtree(folder)
    return drained.seconds
