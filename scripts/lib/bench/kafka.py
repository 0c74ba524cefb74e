"""Events into Kafka against a C program on librdkafka with the same properties."""

import os
import pathlib
import statistics
import subprocess

from support import day_events, drain, report, small_events


def measure_kafka(folder):
    broker = os.environ["DISTRIBUTARY_TEST_KAFKA"]
    program = folder / "kafka_produce"
    source = pathlib.Path(__file__).with_name("kafka_produce.c")
    subprocess.run(["cc", "-O2", "-o", program, source, "-lrdkafka"], check=True)
    measure(folder / "small", broker, program, "200,000 events of 1.3 KB", small_events)
    measure(folder / "days", broker, program, "20,000 days of 18 KB", day_events)


def send_natively(command, events):
    """Messages a second."""
    messages, seconds = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    if int(messages) != events:
        raise SystemExit(f"bench: the C program sent {messages} messages of {events}")
    return int(messages) / float(seconds)


def measure(folder, broker, program, what, bodies):
    folder.mkdir()
    topic = f"bench-{os.getpid()}-{folder.name}"
    drained = drain(folder, bodies(), f"{{kind: kafka, brokers: ['{broker}'], topic: {topic}, compression: lz4}}")
    lines = folder / "lines"
    lines.write_bytes(b"\n".join(bodies()))
    # It takes half a second, and one run differs from the next by twice and more: the one in the middle.
    native = statistics.median(
        send_natively([program, broker, f"{topic}-c{number}", lines, "compression.codec=lz4"], drained.events)
        for number in range(5)
    )
    lines.unlink()
    report(
        f"Kafka, {what} drained",
        drained.summary(),
        f"{drained.events / drained.seconds / native:.2f} of a C program on librdkafka ({native:,.0f}/s)",
        "≥ 0.7",
    )
