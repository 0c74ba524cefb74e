"""Events and days into a queue of ministack, against curl --parallel with the same requests of ten messages.

ministack takes some hundred requests a second: 10,000 events and 2,000 days are enough to tell.
"""

import json
import os

from boto import boto
from curl import curl_parallel
from support import day_body, day_events, drain, report, small_events

CREATE = """
for name in arguments:
    print(client.create_queue(QueueName=name)["QueueUrl"])
"""
COUNT = """
name = "ApproximateNumberOfMessages"
print(client.get_queue_attributes(QueueUrl=arguments[0], AttributeNames=[name])["Attributes"][name])
"""


def measure_sqs(folder):
    url = os.environ["DISTRIBUTARY_TEST_AWS"]
    key = os.environ["DISTRIBUTARY_TEST_AWS_ACCESS_KEY_ID"]
    secret = os.environ["DISTRIBUTARY_TEST_AWS_SECRET_ACCESS_KEY"]
    small = day_body("user-000000", "2020-01-01", 6)
    loads = {
        "events of 1.3 KB": (10_000, lambda: small_events(10_000), small + b" " * max(0, 1300 - len(small))),
        "days of 18 KB": (2_000, lambda: day_events(users=200, days=10), day_body("user-000000", "2026-01-01", 144)),
    }
    for number, (name, (count, bodies, sample)) in enumerate(loads.items()):
        part = folder / str(number)
        part.mkdir()
        names = [f"bench-{os.getpid()}-{number}-{at}" for at in range(2)]
        queues = boto("sqs", url, key, secret, CREATE, *names)
        drained = drain(
            part,
            bodies(),
            f"{{kind: sqs, queue_url: '{queues[0]}', region: us-east-1, access_key_id: {key}, "
            f"secret_access_key: {secret}}}",
        )
        stored = int(boto("sqs", url, key, secret, COUNT, queues[0])[0])
        if stored != count:
            raise SystemExit(f"bench: the queue holds {stored} messages of {count}")
        attribute = {"ordering": {"DataType": "Number", "StringValue": "1789516800000"}}
        entries = [{"Id": str(i), "MessageBody": sample.decode(), "MessageAttributes": attribute} for i in range(10)]
        (part / "request").write_text(json.dumps({"QueueUrl": queues[1], "Entries": entries}))
        seconds = curl_parallel(
            part,
            [(url + "/", f'data-binary = "@{part}/request"', []) for _ in range(count // 10)],
            [
                'aws-sigv4 = "aws:amz:us-east-1:sqs"', f'user = "{key}:{secret}"',
                'header = "Content-Type: application/x-amz-json-1.0"',
                'header = "X-Amz-Target: AmazonSQS.SendMessageBatch"',
            ],
            connections=16,
        )
        report(
            f"SQS, {count:,} {name} drained into a queue",
            drained.summary(),
            f"{seconds / drained.seconds:.2f} of curl --parallel ({count / seconds:,.0f} messages/s)",
            "≥ 0.7",
        )
