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
        queueURL = try await QueueMessage.makeQueue(name, at: server)
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
        let messages = try await QueueMessage.receive(from: queueURL, at: server, payloadsIn: bucket)
        return .deliveries(
            received.withLock { received in
                received += messages.map { StoredDelivery(id: $0.attributes["id"], body: Array($0.value)) }
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
}
