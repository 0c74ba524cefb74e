import AWSCredentials
import Foundation
import HTTPTransport
import RouterCore
import S3Destination
import SQSDestination
import Synchronization
import TestSupport

/// A queue of its own, behind a proxy. What it holds is received with boto3, past the proxy, and kept here.
final class SQSSubject: ConformanceSubject {
    enum Form: Sendable {
        case standard
        case fifo
        /// With payloads in a bucket that are over 4 KiB.
        case offloading
    }

    /// `create`: prints a new queue's URL. Else receives all that is in a queue, resolves pointers into the bucket, and
    /// prints a line of JSON for each message.
    private static let program = """
        import base64, json, sys, boto3
        url, key, secret, queue, bucket_url, bucket_key, bucket_secret = sys.argv[1:]
        def client(kind, url, key, secret):
            return boto3.client(kind, endpoint_url=url, region_name="us-east-1", aws_access_key_id=key,
                                aws_secret_access_key=secret,
                                config=boto3.session.Config(s3={"addressing_style": "path"}))
        sqs = client("sqs", url, key, secret)
        if not queue.startswith("http"):
            attributes = {"VisibilityTimeout": "300"}
            if queue.endswith(".fifo"):
                attributes["FifoQueue"] = "true"
            print(sqs.create_queue(QueueName=queue, Attributes=attributes)["QueueUrl"])
            sys.exit()
        s3 = client("s3", bucket_url, bucket_key, bucket_secret)
        while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"],
                                              WaitTimeSeconds=0).get("Messages"):
            entries = [{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(messages)]
            sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
            for message in messages:
                attributes = message["MessageAttributes"]
                body = message["Body"].encode("utf-8", "surrogatepass")
                if "ExtendedPayloadSize" in attributes:
                    form, pointer = json.loads(body)
                    assert form == "software.amazon.payloadoffloading.PayloadS3Pointer"
                    body = s3.get_object(Bucket=pointer["s3BucketName"], Key=pointer["s3Key"])["Body"].read()
                    assert len(body) == int(attributes["ExtendedPayloadSize"]["StringValue"])
                print(json.dumps({"id": attributes["id"]["StringValue"], "body": base64.b64encode(body).decode()}))
        """

    private struct Message: Decodable {
        let id: String
        let body: Data
    }

    private let server: TestBucket
    private let bucket: TestBucket
    private let proxy: FaultProxy
    private let form: Form
    private let queueURL: String
    private let received = Mutex<[StoredDelivery]>([])

    init(_ form: Form) async throws {
        self.form = form
        server = try TestServers.aws
        bucket = try TestServers.s3
        proxy = try await FaultProxy(to: ServerURL(server.url).port)
        let name = "conformance-\(UUID().uuidString)" + (form == .fifo ? ".fifo" : "")
        queueURL = try await Self.run(server, name, bucket).trimmingCharacters(in: .newlines)
    }

    func reason(against fault: Fault) -> String? {
        switch fault {
        case .down, .hang, .lostAnswer: nil
        case .poison:
            "a queue refuses no single message of a size that it takes; scripted answers test the table of errors"
        }
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let path = queueURL.dropFirst(server.url.count)
        let url = try HTTPURL("http://127.0.0.1:\(proxy.port)\(path)")
        var configuration = SQSConfiguration(queueURL: url, region: "us-east-1")
        configuration.credentials.credentials = AWSCredentials(
            accessKeyID: server.accessKeyID,
            secretAccessKey: server.secretAccessKey
        )
        if form == .offloading {
            configuration.maxMessageSize = 4 << 10
            configuration.largePayloads = try largePayloads()
        }
        return SQSDestination(configuration: configuration, context: context)
    }

    func stored() async throws -> StoredState {
        let lines = try await Self.run(server, queueURL, bucket).split(separator: "\n")
        let messages = try lines.map { try JSONDecoder().decode(Message.self, from: Data($0.utf8)) }
        return .deliveries(
            received.withLock { received in
                received += messages.map { StoredDelivery(id: $0.id, body: Array($0.body)) }
                return received
            }
        )
    }

    func poison(_ sample: SampleEvent) async throws { preconditionFailure("the fault does not apply") }

    func setDown(_ isDown: Bool) async throws {
        if isDown { try await proxy.refuse() } else { try await proxy.accept() }
    }

    func setHanging(_ isHanging: Bool) async throws {
        proxy.set(isHanging ? .blackhole : .forward)
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        proxy.set(.holdResponses(containing: Array("Successful".utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the message is in the queue", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }

    private func largePayloads() throws -> SQSConfiguration.LargePayloads? {
        let endpoint = try HTTPURL(bucket.url)
        guard
            let location = S3Location(
                bucket: bucket.bucket,
                region: "us-east-1",
                endpoint: endpoint,
                isPathStyle: nil
            )
        else { return nil }
        let credentials = AWSCredentials(accessKeyID: bucket.accessKeyID, secretAccessKey: bucket.secretAccessKey)
        return SQSConfiguration.LargePayloads(
            bucket: S3Bucket(
                location: location,
                region: "us-east-1",
                credentials: AWSCredentialSettings(credentials: credentials)
            ),
            prefix: "large/"
        )
    }

    private static func run(_ server: TestBucket, _ queue: String, _ bucket: TestBucket) async throws -> String {
        try await ChildProcess.output(
            of: TestServers.python,
            [
                "-c", program, server.url, server.accessKeyID, server.secretAccessKey, queue, bucket.url,
                bucket.accessKeyID, bucket.secretAccessKey,
            ]
        )
    }
}
