import Foundation
import RouterCore
import Synchronization
import TestSupport
import WebhookDestination

/// A webhook receiver of its own. What it holds is what it answered with 2xx.
final class WebhookSubject: ConformanceSubject {
    /// `batch_format`.
    enum Format: String, Sendable {
        case single
        case array
        case ndjson
    }

    /// The receiver's secret, `whsec_` and 32 bytes in base64.
    static let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()

    private struct State {
        var refused: [[UInt8]] = []
        var isHanging = false
        var cutsNext = false
        var cuts: [ReceivedRequest] = []
    }

    let receiver: WebhookReceiver
    private let format: Format
    private let state: Mutex<State>

    init(format: Format) async throws {
        self.format = format
        state = Mutex(State())
        receiver = try await WebhookReceiver()
        receiver.answer { [weak self] in self?.answer($0) ?? .cut }
    }

    func reason(against fault: Fault) -> String? { nil }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let keys = ["url": receiver.url, "secret": Self.secret, "batch_format": format.rawValue]
        return try configured(WebhookDestination.self, keys, context)
    }

    /// What was taken: every request with an answer of 2xx, and those that were taken and whose answer was lost.
    func stored() async throws -> StoredState {
        let taken = receiver.accepted + state.withLock { $0.cuts }
        return .deliveries(taken.flatMap(deliveries))
    }

    /// A line break, which in JSON stands only between values, would end the line: it becomes a space.
    func normalized(_ document: [UInt8]) -> [UInt8] {
        guard format == .ndjson else { return document }
        return document.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }

    func poison(_ sample: SampleEvent) async throws {
        state.withLock { $0.refused.append(normalized(sample.payload)) }
    }

    func setDown(_ isDown: Bool) async throws {
        if isDown { try await receiver.stop() } else { try await receiver.start() }
    }

    func setHanging(_ isHanging: Bool) async throws {
        state.withLock { $0.isHanging = isHanging }
        if !isHanging { receiver.release() }
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        state.withLock { $0.cutsNext = true }
        try await send()
        try await eventually("the receiver took the delivery", isWritten)
    }

    private func answer(_ request: ReceivedRequest) -> ReceiverAnswer {
        state.withLock { state in
            if state.isHanging { return .wait }
            if state.cutsNext {
                state.cutsNext = false
                state.cuts.append(request)
                return .cut
            }
            let isRefused = state.refused.contains { request.body.firstRange(of: $0) != nil }
            return .status(isRefused ? 422 : 200)
        }
    }

    private func deliveries(_ request: ReceivedRequest) -> [StoredDelivery] {
        switch format {
        case .single:
            [StoredDelivery(id: request.header("webhook-id"), body: request.body)]
        case .ndjson:
            request.body.split(separator: UInt8(ascii: "\n")).map { StoredDelivery(id: nil, body: Array($0)) }
        case .array:
            JSONElements.split(request.body).map { StoredDelivery(id: nil, body: $0) }
        }
    }
}
