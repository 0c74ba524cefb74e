"""What events that a receiver refuses cost those in the same batches: stretches of a backlog with and without them."""

import shutil
import statistics
import time

from support import BENCH, SMALL, Daemon, Process, fill, free_port, get, report, wait_until

STRETCH = 50_000
EVERY = 10_000
# Stretches with (+) and without, behind one for the drain to get going: each kind comes first as often as the other.
PATTERNS = ("-+--++--++-", "--++--++--+")
ROUNDS = 21
# For all stretches of a drain together.
MAX_SECONDS = 300
MARK = b"refuse-this-one"


def bodies(pattern):
    """Bodies of 1,000 lines for each stretch; in those with a "+" the 500th of each 10,000 holds what is refused, of the
    same length as the others."""
    poison = SMALL.replace(b"Dexcom G7", MARK, 1)[: len(SMALL)]
    for kind in pattern:
        for start in range(0, STRETCH, 1000):
            lines = [SMALL] * 1000
            if kind == "+" and start % EVERY == 0:
                lines[499] = poison
            yield b"\n".join(lines)


def measure_poison(folder):
    rates = {"+": [], "-": []}
    ratios = []
    for number in range(ROUNDS):
        pattern = PATTERNS[number % 2]
        seconds = run(folder / str(number), pattern)
        for kind, rate in rates.items():
            rate.append(STRETCH / statistics.mean(taken for at, taken in zip(pattern[1:], seconds[1:]) if at == kind))
        ratios.append(rates["+"][-1] / rates["-"][-1])
    report(
        f"NDJSON webhook, a backlog drained, 1 in {EVERY:,} refused with 400",
        f"{statistics.median(rates['+']):,.0f} events/s",
        f"{statistics.median(ratios):.3f} ({min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} drains) of "
        f"{statistics.median(rates['-']):,.0f} in the stretches without",
        "≥ 0.95",
    )


def run(folder, pattern):
    """Seconds that each stretch of one drain took."""
    folder.mkdir()
    port = free_port()
    sink = Process([BENCH, "sink", "--port", str(port), "--refuse", MARK.decode()], folder / "sink.log")
    wait_until(lambda: get(port, "/")[0] == 200, 30, "the receiver is ready")
    fill(folder, bodies(pattern))
    daemon = Daemon(folder, f"{{kind: webhook, url: 'http://127.0.0.1:{port}/', batch_format: ndjson}}")
    poisons = [STRETCH // EVERY if kind == "+" else 0 for kind in pattern]
    ends = [sum(STRETCH - poison for poison in poisons[: index + 1]) for index in range(len(pattern))]
    times = crossings(port, ends)
    wait_until(lambda: daemon.backlog() == 0, 60, "nothing is left to do")
    dead = daemon.target()["dead_letters"]["events"]
    daemon.stop()
    received = int(get(port, "/")[1])
    sink.stop()
    if received != ends[-1] or dead != sum(poisons):
        raise SystemExit(f"bench: {received} of {ends[-1]} events arrived, {dead} of {sum(poisons)} became dead letters")
    shutil.rmtree(folder)
    return [end - start for start, end in zip(times, times[1:])]


def crossings(port, counts):
    """When the receiver began, and when it had each of these numbers of events, reckoned from the looks before and after."""
    end = time.monotonic() + MAX_SECONDS
    times = []
    at, had = time.monotonic(), 0
    for count in [1, *counts]:
        while had < count:
            before = (at, had)
            time.sleep(0.01)
            at, had = time.monotonic(), int(get(port, "/")[1])
            if at > end:
                raise SystemExit(f"bench: after {MAX_SECONDS} s {had:,} of {counts[-1]:,} events had arrived")
        share = (count - before[1]) / (had - before[1])
        times.append(before[0] + share * (at - before[0]))
    return times
