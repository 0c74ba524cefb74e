"""Prints every message of the topics of a Kafka cluster as a JSON line: topic, partition, offset, key, headers, value.

    kafka.py BROKERS TOPIC…        a topic that begins with ^ is a regular expression
"""

import base64
import json
import re
import sys

from confluent_kafka import Consumer, KafkaException, TopicPartition


def text(value):
    return None if value is None else value.decode(errors="surrogateescape")


def main(brokers, *wanted):
    consumer = Consumer({
        "bootstrap.servers": brokers, "group.id": "reader", "enable.auto.commit": False, "auto.offset.reset": "earliest",
        "allow.auto.create.topics": False, "enable.partition.eof": False,
    })
    topics = consumer.list_topics(timeout=20).topics
    for name in sorted(topics):
        if not any(re.search(want, name) if want.startswith("^") else want == name for want in wanted):
            continue
        for partition in topics[name].partitions:
            read(consumer, TopicPartition(name, partition))
    consumer.close()


def read(consumer, place):
    low, high = consumer.get_watermark_offsets(place, timeout=20)
    if low == high:
        return
    consumer.assign([TopicPartition(place.topic, place.partition, low)])
    while True:
        position = consumer.position([place])[0].offset
        if position >= high:
            return
        message = consumer.poll(20)
        if message is None:
            raise SystemExit(f"no message from {place.topic} [{place.partition}] behind {position} of {high}")
        if message.error():
            raise KafkaException(message.error())
        print(json.dumps({
            "topic": message.topic(), "partition": message.partition(), "offset": message.offset(),
            "key": text(message.key()), "headers": {name: text(value) for name, value in message.headers() or []},
            "value": base64.b64encode(message.value()).decode(),
        }))


main(*sys.argv[1:])
