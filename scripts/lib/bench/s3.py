"""Events and days into a bucket of SeaweedFS, one object each, against curl --parallel with the same objects.

SeaweedFS takes a few thousand objects a second on two cores: 20,000 events and 5,000 days are enough to tell.
"""

import os

from boto import boto
from curl import curl_parallel
from support import day_body, day_events, drain, report, small_events

COUNT = """
pages = client.get_paginator("list_objects_v2").paginate(Bucket=arguments[0], Prefix=arguments[1])
print(sum(page["KeyCount"] for page in pages))
"""


def measure_s3(folder):
    url, bucket = os.environ["DISTRIBUTARY_TEST_S3"], os.environ["DISTRIBUTARY_TEST_S3_BUCKET"]
    key, secret = os.environ["DISTRIBUTARY_TEST_S3_ACCESS_KEY_ID"], os.environ["DISTRIBUTARY_TEST_S3_SECRET_ACCESS_KEY"]
    small = day_body("user-000000", "2020-01-01", 6)
    loads = {
        "events of 1.3 KB": (20_000, lambda: small_events(20_000), small + b" " * max(0, 1300 - len(small))),
        "days of 18 KB": (5_000, lambda: day_events(users=200, days=25), day_body("user-000000", "2026-01-01", 144)),
    }
    for number, (name, (count, bodies, sample)) in enumerate(loads.items()):
        prefix = f"bench-{os.getpid()}-{number}/"
        part = folder / str(number)
        part.mkdir()
        drained = drain(
            part,
            bodies(),
            f"{{kind: s3, bucket: {bucket}, endpoint: '{url}', prefix: {prefix}, access_key_id: {key}, "
            f"secret_access_key: {secret}}}",
        )
        stored = int(boto("s3", url, key, secret, COUNT, bucket, prefix)[0])
        if stored != count:
            raise SystemExit(f"bench: the bucket holds {stored} objects of {count}")
        (part / "object").write_bytes(sample)
        seconds = curl_parallel(
            part,
            [(f"{url}/{bucket}/curl-{prefix}{at}", f'upload-file = "{part}/object"', []) for at in range(count)],
            [
                'aws-sigv4 = "aws:amz:us-east-1:s3"', f'user = "{key}:{secret}"', 'header = "If-None-Match: *"',
                'header = "Content-Type: application/json"', 'header = "x-amz-meta-ordering: 1789516800000"',
            ],
        )
        report(
            f"S3, {count:,} {name} drained into as many objects",
            drained.summary(),
            f"{seconds / drained.seconds:.2f} of curl --parallel ({count / seconds:,.0f} objects/s)",
            "≥ 0.7",
        )
