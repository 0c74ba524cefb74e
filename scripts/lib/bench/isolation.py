"""A healthy destination alone, and beside four that are in trouble: nothing of theirs may be felt by it."""

import statistics
import time

from support import BENCH, SMALL, Daemon, Process, free_port, get, paced_load, report, wait_until

RATES = (500, 2_000)
WARM_UP = 3
SECONDS = 15
ROUNDS = 5

TROUBLES = {
    "blackholed": ["--delay", "86400"],
    "slow": ["--delay", "30"],
    "throttling": ["--status", "429", "--share", "0.9"],
    "refusing": ["--status", "400"],
}
# As many that get no event: what it costs that they are there, without their trouble.
AT_REST = ("first", "second", "third", "fourth")


def measure_isolation(folder):
    for rate in RATES:
        alone, resting, beside = [], [], []
        for number in range(ROUNDS):
            alone.append(run(folder / f"{rate}-alone-{number}", rate, {}))
            resting.append(run(folder / f"{rate}-resting-{number}", rate, {}, AT_REST))
            beside.append(run(folder / f"{rate}-beside-{number}", rate, TROUBLES))
        report(
            f"healthy webhook at {rate:,} events/s beside one blackholed, one answering in 30 s, one with 429 for 90 %, "
            "one with 400 for all",
            typical(beside).text(),
            f"alone: {typical(alone).text()}; beside four at rest: {typical(resting).text()}",
            "within 5 %",
        )


class Figures:
    def __init__(self, rate, p50, p99, resident):
        self.rate, self.p50, self.p99, self.resident = rate, p50, p99, resident

    def text(self):
        return (
            f"{self.rate:,.0f} events/s, p50 {self.p50:.2f} ms, p99 {self.p99:.2f} ms from sender to receiver, "
            f"{self.resident:.1f} MB"
        )


def typical(runs):
    return Figures(*(statistics.median(getattr(one, name) for one in runs) for name in ("rate", "p50", "p99", "resident")))


def run(folder, rate, troubles, resting=()):
    folder.mkdir()
    sinks = {"target": start_sink(folder, "target", ["--latencies"])}
    sinks |= {name: start_sink(folder, name, options) for name, options in troubles.items()}
    destinations = {
        name: f"{{kind: webhook, url: 'http://127.0.0.1:{port}/', batch_format: {'ndjson' if name == 'target' else 'single'}}}"
        for name, (_, port) in sinks.items()
    }
    daemon = Daemon(folder, destinations, resting=resting)
    target = sinks["target"][1]
    warm_up = paced_load(daemon.port, SMALL, rate, WARM_UP)
    wait_for(target, warm_up)
    get(target, "/latencies")
    start = time.monotonic()
    sent = paced_load(daemon.port, SMALL, rate, SECONDS)
    wait_for(target, warm_up + sent)
    seconds = time.monotonic() - start
    p50, p99 = map(float, get(target, "/latencies")[1].split())
    resident = daemon.resident_megabytes()
    daemon.stop()
    for process, _ in sinks.values():
        process.stop()
    return Figures(sent / seconds, p50, p99, resident)


def wait_for(target, count):
    wait_until(lambda: int(get(target, "/")[1]) >= count, 60, "the healthy one has everything", pause=0.01)


def start_sink(folder, name, options):
    port = free_port()
    # The receivers in trouble stand for other machines: they get only what the healthy way leaves of this one.
    arguments = [*(["nice", "-n", "19"] if name in TROUBLES else []), BENCH, "sink", "--port", str(port), *options]
    process = Process(arguments, folder / f"{name}.log")
    wait_until(lambda: get(port, "/")[0] == 200, 30, "the receiver is ready")
    return process, port
