import Foundation
import TestSupport

/// What the receiver answered with 2xx.
struct WebhookUnderTest: DestinationUnderTest {
    let name = "webhook"
    private let receiver: WebhookReceiver

    init() async throws {
        receiver = try await WebhookReceiver()
    }

    func configuration(in directory: TemporaryDirectory) -> String {
        "{kind: webhook, url: '\(receiver.url)', order: user}"
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        ReadBack(client: "an HTTP server", deliveries: receiver.accepted.map { Data($0.body) })
    }
}
