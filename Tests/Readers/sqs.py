"""Makes a queue and prints its URL, or receives and deletes all that a queue holds and prints a JSON line a message: its
attributes, its group, and its payload in base64, fetched from the bucket where the message only points there.

    sqs.py create ENDPOINT ACCESS_KEY_ID SECRET_ACCESS_KEY NAME
    sqs.py receive ENDPOINT ACCESS_KEY_ID SECRET_ACCESS_KEY QUEUE_URL S3_ENDPOINT S3_KEY_ID S3_SECRET
"""

import base64
import json
import sys

import boto3


def client(kind, endpoint, key_id, secret):
    return boto3.client(
        kind, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key_id, aws_secret_access_key=secret,
        config=boto3.session.Config(s3={"addressing_style": "path"}),
    )


def create(endpoint, key_id, secret, name):
    attributes = {"VisibilityTimeout": "300"}
    if name.endswith(".fifo"):
        attributes["FifoQueue"] = "true"
    print(client("sqs", endpoint, key_id, secret).create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def receive(endpoint, key_id, secret, queue, *bucket):
    sqs, s3 = client("sqs", endpoint, key_id, secret), client("s3", *bucket)
    while messages := sqs.receive_message(
        QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"], AttributeNames=["All"], WaitTimeSeconds=0
    ).get("Messages"):
        entries = [{"Id": str(i), "ReceiptHandle": message["ReceiptHandle"]} for i, message in enumerate(messages)]
        sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
        for message in messages:
            attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
            print(json.dumps({
                "attributes": attributes, "group": message["Attributes"].get("MessageGroupId"),
                "value": base64.b64encode(payload(message["Body"], attributes, s3)).decode(),
            }))


def payload(body, attributes, s3):
    """As AWS's extended client libraries find it."""
    if "ExtendedPayloadSize" not in attributes:
        return body.encode("utf-8", "surrogatepass")
    form, pointer = json.loads(body)
    assert form == "software.amazon.payloadoffloading.PayloadS3Pointer", form
    content = s3.get_object(Bucket=pointer["s3BucketName"], Key=pointer["s3Key"])["Body"].read()
    assert len(content) == int(attributes["ExtendedPayloadSize"]), "the size of the payload"
    return content


{"create": create, "receive": receive}[sys.argv[1]](*sys.argv[2:])
