"""Events into Kafka against a C program on librdkafka with the same properties, and against kcat.

Both read the events from a file, as we do from the journal; kcat gives every message the same headers.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import time

from support import day_events, drain, report, small_events, wait_until_quiet

# Of everything. Each takes less than a second, and one differs from the next by twice and more: the one in the middle counts.
ROUNDS = 9


def measure_kafka(folder):
    broker = os.environ["DISTRIBUTARY_TEST_KAFKA"]
    program = folder / "kafka_produce"
    source = pathlib.Path(__file__).with_name("kafka_produce.c")
    subprocess.run(["cc", "-O2", "-o", program, source, "-lrdkafka"], check=True)
    measure(folder / "small", broker, program, "200,000 events of 1.3 KB", small_events)
    measure(folder / "days", broker, program, "20,000 days of 18 KB", day_events)


def send_natively(command, events):
    """Messages a second."""
    wait_until_quiet()
    messages, seconds = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    if int(messages) != events:
        raise SystemExit(f"bench: the C program sent {messages} messages of {events}")
    return int(messages) / float(seconds)


def send_by_kcat(broker, topic, lines, events):
    """Messages a second."""
    properties = {"enable.idempotence": "true", "acks": "all", "queue.buffering.max.messages": "0"}
    headers = {"id": "0123456789abcdef", "type": "body", "ordering": "1789549441123", "content-type": "application/json"}
    command = ["kcat", "-P", "-b", broker, "-t", topic, "-l", "-z", "lz4"]
    command += [argument for name, value in properties.items() for argument in ("-X", f"{name}={value}")]
    command += [argument for name, value in headers.items() for argument in ("-H", f"{name}={value}")]
    wait_until_quiet()
    start = time.monotonic()
    subprocess.run([*command, lines], check=True)
    return events / (time.monotonic() - start)


def measure(folder, broker, program, what, bodies):
    folder.mkdir()
    topic = f"bench-{os.getpid()}-{folder.name}"
    drains = []
    for number in range(ROUNDS):
        (folder / str(number)).mkdir()
        destination = f"{{kind: kafka, brokers: ['{broker}'], topic: {topic}-{number}, compression: lz4}}"
        drains.append(drain(folder / str(number), bodies(), destination))
        shutil.rmtree(folder / str(number))
    drained = sorted(drains, key=lambda one: one.seconds)[ROUNDS // 2]
    lines = folder / "lines"
    lines.write_bytes(b"\n".join(bodies()))
    native = statistics.median(
        send_natively([program, broker, f"{topic}-c{number}", lines, "compression.codec=lz4"], drained.events)
        for number in range(ROUNDS)
    )
    vendor = statistics.median(
        send_by_kcat(broker, f"{topic}-k{number}", lines, drained.events) for number in range(ROUNDS)
    )
    lines.unlink()
    report(
        f"Kafka, {what} drained",
        drained.summary(),
        f"{drained.events / drained.seconds / native:.2f} of a C program on librdkafka ({native:,.0f}/s), "
        f"{drained.events / drained.seconds / vendor:.2f} of kcat ({vendor:,.0f}/s)",
        "≥ 0.7",
    )
