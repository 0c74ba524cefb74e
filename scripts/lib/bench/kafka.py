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

# Of all three, in turns. Each takes less than a second, and one differs from the next by twice and more: the one in the
# middle counts.
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
    lines = folder / "lines"
    lines.write_bytes(b"\n".join(bodies()))
    drains, native, vendor = [], [], []
    for number in range(ROUNDS):
        place = folder / str(number)
        place.mkdir()
        ours, program_s, kcat_s = topics = [f"{topic}-{number}-{whose}" for whose in ("ours", "c", "kcat")]
        drains.append(drain(place, bodies(), f"{{kind: kafka, brokers: ['{broker}'], topic: {ours}, compression: lz4}}"))
        shutil.rmtree(place)
        events = drains[-1].events
        native.append(send_natively([program, broker, program_s, lines, "compression.codec=lz4"], events))
        vendor.append(send_by_kcat(broker, kcat_s, lines, events))
        delete(broker, topics)
    lines.unlink()
    drained = sorted(drains, key=lambda one: one.seconds)[ROUNDS // 2]
    rate, native, vendor = drained.events / drained.seconds, statistics.median(native), statistics.median(vendor)
    report(
        f"Kafka, {what} drained",
        drained.summary(),
        f"{rate / native:.2f} of a C program on librdkafka ({native:,.0f}/s), {rate / vendor:.2f} of kcat ({vendor:,.0f}/s)",
        "≥ 0.7",
    )


def delete(broker, topics):
    """The broker writes all that it holds to disk again and again, which takes the longer the more it holds."""
    program = (
        "import sys; from confluent_kafka.admin import AdminClient; "
        "client = AdminClient({'bootstrap.servers': sys.argv[1]}); "
        "[deleted.result(30) for deleted in client.delete_topics(sys.argv[2:]).values()]"
    )
    subprocess.run([os.environ["DISTRIBUTARY_TEST_PYTHON"], "-c", program, broker, *topics], check=True)
