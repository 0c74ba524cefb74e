"""Events into Kafka against a C program on librdkafka with the same properties."""

import os
import pathlib
import subprocess

from support import day_events, drain, report, small_events


def measure_kafka(folder):
    broker = os.environ["DISTRIBUTARY_TEST_KAFKA"]
    program = folder / "kafka_produce"
    source = pathlib.Path(__file__).with_name("kafka_produce.c")
    subprocess.run(["cc", "-O2", "-o", program, source, "-lrdkafka"], check=True)
    measure(folder / "small", broker, program, "200,000 events of 1.3 KB", small_events)
    measure(folder / "days", broker, program, "20,000 days of 18 KB", day_events)


def measure(folder, broker, program, what, bodies):
    folder.mkdir()
    topic = f"bench-{os.getpid()}-{folder.name}"
    drained = drain(folder, bodies(), f"{{kind: kafka, brokers: ['{broker}'], topic: {topic}, compression: lz4}}")
    lines = folder / "lines"
    lines.write_bytes(b"\n".join(bodies()))
    output = subprocess.run(
        [program, broker, topic + "-c", lines, "compression.codec=lz4"], capture_output=True, text=True, check=True
    ).stdout
    lines.unlink()
    messages, seconds = output.split()
    if int(messages) != drained.events:
        raise SystemExit(f"bench: the C program sent {messages} messages of {drained.events}")
    native = int(messages) / float(seconds)
    report(
        f"Kafka, {what} drained",
        drained.summary(),
        f"{drained.events / drained.seconds / native:.2f} of a C program on librdkafka ({native:,.0f}/s)",
        "≥ 0.7",
    )
