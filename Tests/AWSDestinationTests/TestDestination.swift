import AWSCredentials
import HTTPTransport
import RouterCore
import S3Destination
import SQSDestination
import TestSupport

/// Destinations in front of a server that answers as a test tells it.
enum TestDestination {
    static let credentials = AWSCredentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    )

    /// Scheme, host and port of a receiver.
    static func base(_ receiver: WebhookReceiver) throws -> HTTPURL {
        try HTTPURL("http://127.0.0.1:\(receiver.port)")
    }

    /// Runs `body`, lets go of every request that waits, and shuts the destination down, whatever happened.
    static func s3(
        timeout: Duration = .seconds(20),
        log: LogCapture = LogCapture(),
        change: (inout S3Configuration) -> Void = { _ in },
        _ body: (WebhookReceiver, S3Destination) async throws -> Void
    ) async throws {
        let receiver = try await WebhookReceiver()
        let location = try S3Location(
            bucket: "lake",
            region: "eu-west-2",
            endpoint: base(receiver),
            isPathStyle: nil
        )
        var configuration = S3Configuration(location: try required(location), region: "eu-west-2")
        configuration.credentials.credentials = credentials
        change(&configuration)
        let context = DestinationContext(name: "lake", timeout: timeout, logger: log.logger())
        let destination = S3Destination(configuration: configuration, context: context)
        try await run(receiver, destination) { try await body(receiver, destination) }
    }

    /// As `s3`, for a queue; a name that ends in `.fifo` makes it a FIFO queue.
    static func sqs(
        queue: String = "events",
        timeout: Duration = .seconds(20),
        preservesUserOrder: Bool = false,
        change: (inout SQSConfiguration) throws -> Void = { _ in },
        _ body: (WebhookReceiver, SQSDestination) async throws -> Void
    ) async throws {
        let receiver = try await WebhookReceiver()
        let url = try HTTPURL("http://127.0.0.1:\(receiver.port)/123456789012/\(queue)")
        var configuration = SQSConfiguration(queueURL: url, region: "eu-west-2")
        configuration.credentials.credentials = credentials
        try change(&configuration)
        let context = DestinationContext(
            name: "queue",
            timeout: timeout,
            logger: LogCapture().logger(),
            preservesUserOrder: preservesUserOrder
        )
        let destination = SQSDestination(configuration: configuration, context: context)
        try await run(receiver, destination) { try await body(receiver, destination) }
    }

    static func required<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Missing() }
        return value
    }

    struct Missing: Error {}

    private static func run(
        _ receiver: WebhookReceiver,
        _ destination: any Destination,
        _ body: () async throws -> Void
    ) async throws {
        let result: Result<Void, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        receiver.answer { _ in .status(503) }
        receiver.release()
        await destination.shutdown()
        try result.get()
    }
}
