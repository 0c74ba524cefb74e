import Formats
import HTTPTransport
import RouterCore
import Signing
import TestSupport
import WebhookDestination

/// A webhook destination with a receiver behind it.
struct TestWebhook {
    static let secret = "whsec_KpdRbDVLaISM29j1SiJqClWyHtE44getbFy7nACqWuo="

    let receiver: WebhookReceiver
    let destination: WebhookDestination
    let log: LogCapture

    /// Runs `body`, and shuts the destination down afterwards, whatever happened.
    static func run(
        format: BatchFormat = .single,
        encoder: PayloadEncoder = .json,
        method: WebhookMethod = .post,
        isSigned: Bool = true,
        headers: [HTTPField] = [],
        oauth: OAuthSettings? = nil,
        tls: TLSOptions = TLSOptions(),
        connections: Int = 4,
        timeout: Duration = .seconds(20),
        preservesUserOrder: Bool = false,
        _ body: (TestWebhook) async throws -> Void
    ) async throws {
        let receiver = try await WebhookReceiver()
        let log = LogCapture()
        let configuration = try WebhookConfiguration(
            url: HTTPURL(receiver.url),
            method: method,
            format: format,
            encoder: encoder,
            signer: isSigned ? StandardWebhooks(secret: secret) : nil,
            headers: headers,
            oauth: oauth,
            tls: tls,
            connections: connections
        )
        let context = DestinationContext(
            name: "alerts",
            timeout: timeout,
            logger: log.logger(),
            preservesUserOrder: preservesUserOrder
        )
        let destination = WebhookDestination(configuration: configuration, context: context)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(TestWebhook(receiver: receiver, destination: destination, log: log)))
        } catch {
            result = .failure(error)
        }
        receiver.answer { _ in .status(200) }
        receiver.release()
        await destination.shutdown()
        try result.get()
    }

    /// An event with the given payload.
    static func event(
        _ id: String,
        user: String? = "u1",
        reference: String? = nil,
        payload: String = #"{"type":"body"}"#
    ) -> Event {
        Event(
            id: id,
            type: "body",
            userID: user,
            referenceID: nil,
            provider: "DEXCOM",
            reference: reference,
            receivedAt: 1_789_549_442_000,
            ordering: 1_789_549_441_123,
            destinations: DestinationSet(index: 0),
            payload: ArraySlice(payload.utf8)
        )
    }
}
