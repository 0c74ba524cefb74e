import Foundation
import GCSDestination
import RouterCore
import TestSupport
import Testing

/// A GCS destination in front of a server that answers as it is told.
struct AnsweringStorage {
    let receiver: WebhookReceiver
    let destination: GCSDestination
    let log = LogCapture()

    /// Runs `body`, and shuts the destination down afterwards, whatever happened.
    static func run(
        _ rule: @escaping WebhookReceiver.Rule,
        isSecure: Bool = false,
        keys: String = "",
        timeout: Duration = .seconds(20),
        _ body: (AnsweringStorage) async throws -> Void
    ) async throws {
        let receiver = try await WebhookReceiver(isSecure: isSecure, rule: rule)
        let endpoint = receiver.url.replacing("/hook", with: "")
        let yaml = "bucket: cgm\nendpoint: \(endpoint)\ncredentials: anonymous\n\(keys)"
        let storage = try AnsweringStorage(receiver, yaml, timeout: timeout)
        do {
            try await body(storage)
            await storage.destination.shutdown()
        } catch {
            await storage.destination.shutdown()
            throw error
        }
    }

    private init(_ receiver: WebhookReceiver, _ yaml: String, timeout: Duration) throws {
        self.receiver = receiver
        let (configuration, mistakes) = try read(yaml) { section in GCSConfiguration(section) { _ in nil } }
        guard let configuration, mistakes.isEmpty else { throw ConfigurationMistakes(description: mistakes.joined()) }
        let context = DestinationContext(name: "lake", timeout: timeout, logger: log.logger())
        destination = GCSDestination(configuration: configuration, context: context)
    }

    /// Answers 200 to everything.
    static let good: WebhookReceiver.Rule = { _ in .status(200) }

    /// An error in the form of the JSON API.
    static func error(
        _ status: Int,
        _ reason: String,
        _ message: String = "hunter2",
        headers: [String: String] = [:]
    ) -> ReceiverAnswer {
        let item = #"{"domain":"global","reason":"\#(reason)","message":"\#(message)"}"#
        let body = #"{"error":{"code":\#(status),"message":"\#(message)","errors":[\#(item)]}}"#
        return .status(status, headers: headers, body: body)
    }
}
