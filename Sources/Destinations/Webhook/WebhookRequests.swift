import Formats
import HTTPTransport
import RouterCore
import Signing

/// Turns events into requests.
///
/// Every request carries the configured headers, `webhook-id`, `webhook-timestamp` (unix seconds of the attempt) and,
/// where there is a secret, `webhook-signature`. A request for one event also carries, under the names that Terra gives
/// them, what a receiver written for Terra's webhooks reads beside the body: `X-Terra-Trace-Id` (the event's identity),
/// `X-Terra-Ordering-Timestamp` and, where the event has one, `terra-reference`. The body is the payload in the
/// destination's format, and what is signed is what is sent.
struct WebhookRequests: Sendable {
    /// Of a response only its status matters, and of the body of a refusal only a few fields.
    private static let keptResponseBytes = 8 << 10

    /// Why an event is in no request.
    struct Unsent: Error {
        let outcome: Outcome
    }

    private let configuration: WebhookConfiguration
    /// What every request carries.
    private let commonHeaders: [HTTPField]

    init(_ configuration: WebhookConfiguration) {
        self.configuration = configuration
        let namesContentType = configuration.headers.contains { $0.name.lowercased() == "content-type" }
        commonHeaders =
            namesContentType
            ? configuration.headers
            : configuration.headers + [HTTPField("Content-Type", Self.contentType(configuration))]
    }

    private static func contentType(_ configuration: WebhookConfiguration) -> String {
        let encoder = configuration.encoder
        return switch configuration.format {
        case .single: encoder.contentType
        case .array: encoder.format == .cloudevents ? "application/cloudevents-batch+json" : "application/json"
        case .ndjson: encoder.linesContentType
        }
    }

    /// The request for one event; `timestamp` in unix seconds.
    func request(for event: Event, timestamp: Int64, timeout: Duration) -> Result<HTTPRequest, Unsent> {
        let encoded = configuration.encoder.encode(event.payload, of: event)
        guard case .payload(let body) = encoded else {
            return .failure(Unsent(outcome: encoded.outcome ?? .delivered))
        }
        var request = request(id: WebhookIdentity.of(event), timestamp: timestamp, body: [body], timeout: timeout)
        var fields = [
            HTTPField("X-Terra-Trace-Id", event.id),
            HTTPField("X-Terra-Ordering-Timestamp", String(event.ordering)),
        ]
        if let reference = event.reference { fields.append(HTTPField("terra-reference", reference)) }
        fields += configuration.encoder.headers(for: event).map { HTTPField($0.name, $0.value) }
        request.headers += fields.filter(\.isWellFormed)
        return .success(request)
    }

    /// The request for a whole batch, and what becomes of the events that are not in it, by their positions; no request
    /// where none is. `timestamp` in unix seconds.
    func request(
        for batch: Batch,
        timestamp: Int64,
        timeout: Duration
    ) -> (request: HTTPRequest?, unsent: [Int: Outcome]) {
        var sent: [String] = []
        var parts: [Payload] = []
        var unsent: [Int: Outcome] = [:]
        for (index, event) in batch.events.enumerated() {
            let encoded = part(of: event)
            if case .payload(let part) = encoded {
                sent.append(event.id)
                parts.append(part)
            } else {
                unsent[index] = encoded.outcome
            }
        }
        guard !sent.isEmpty else { return (nil, unsent) }
        let id = WebhookIdentity.of(sent)
        return (request(id: id, timestamp: timestamp, body: body(of: parts), timeout: timeout), unsent)
    }

    private func request(id: String, timestamp: Int64, body: [Payload], timeout: Duration) -> HTTPRequest {
        var headers = commonHeaders
        headers.append(HTTPField("webhook-id", id))
        headers.append(HTTPField("webhook-timestamp", String(timestamp)))
        if let signer = configuration.signer {
            headers.append(HTTPField("webhook-signature", signer.sign(id: id, timestamp: timestamp, body: body)))
        }
        return HTTPRequest(
            configuration.method == .put ? .put : .post,
            configuration.url,
            headers: headers,
            body: body,
            timeout: timeout,
            responseLimit: .keep(Self.keptResponseBytes)
        )
    }

    private func part(of event: Event) -> EncodedPayload {
        configuration.format == .ndjson
            ? configuration.encoder.encodeLines(of: event) : configuration.encoder.encode(event.payload, of: event)
    }

    private func body(of parts: [Payload]) -> [Payload] {
        switch configuration.format {
        case .ndjson:
            let end: Payload = [UInt8(ascii: "\n")]
            return parts.flatMap { [$0, end] }
        case .single, .array:
            let separated = parts.flatMap { [[UInt8(ascii: ",")], $0] }
            return [[UInt8(ascii: "[")]] + separated.dropFirst() + [[UInt8(ascii: "]")]]
        }
    }
}
