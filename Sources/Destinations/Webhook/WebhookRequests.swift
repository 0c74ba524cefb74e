import HTTPTransport
import RouterCore
import Signing

/// Turns events into requests.
///
/// Every request carries the configured headers, `webhook-id`, `webhook-timestamp` (unix seconds of the attempt) and,
/// where there is a secret, `webhook-signature`. A request for one event also carries, under the names that Terra gives
/// them, what a receiver written for Terra's webhooks reads beside the body: `X-Terra-Trace-Id` (the event's identity),
/// `X-Terra-Ordering-Timestamp` and, where the event has one, `terra-reference`.
struct WebhookRequests: Sendable {
    /// Of a response only its status matters, and of the body of a refusal only a few fields.
    private static let keptResponseBytes = 8 << 10

    private let configuration: WebhookConfiguration
    /// What every request carries.
    private let commonHeaders: [HTTPField]

    init(_ configuration: WebhookConfiguration) {
        self.configuration = configuration
        let namesContentType = configuration.headers.contains { $0.name.lowercased() == "content-type" }
        commonHeaders =
            namesContentType
            ? configuration.headers
            : configuration.headers + [HTTPField("Content-Type", configuration.format.contentType)]
    }

    /// The request for one event; `timestamp` in unix seconds.
    func request(for event: Event, timestamp: Int64, timeout: Duration) -> HTTPRequest {
        var request = request(
            id: WebhookIdentity.of(event),
            timestamp: timestamp,
            body: [event.payload],
            timeout: timeout
        )
        var fields = [
            HTTPField("X-Terra-Trace-Id", event.id),
            HTTPField("X-Terra-Ordering-Timestamp", String(event.ordering)),
        ]
        if let reference = event.reference { fields.append(HTTPField("terra-reference", reference)) }
        request.headers += fields.filter(\.isWellFormed)
        return request
    }

    /// The request for a whole batch; `timestamp` in unix seconds.
    func request(for batch: Batch, timestamp: Int64, timeout: Duration) -> HTTPRequest {
        request(id: WebhookIdentity.of(batch), timestamp: timestamp, body: body(of: batch), timeout: timeout)
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

    private func body(of batch: Batch) -> [Payload] {
        switch configuration.format {
        case .ndjson:
            return batch.events.flatMap { [Self.oneLine($0.payload), [UInt8(ascii: "\n")]] }
        case .single, .array:
            let separated = batch.events.flatMap { [[UInt8(ascii: ",")], $0.payload] }
            return [[UInt8(ascii: "[")]] + separated.dropFirst() + [[UInt8(ascii: "]")]]
        }
    }

    /// The payload without line breaks, which in JSON stand between tokens only and mean nothing.
    private static func oneLine(_ payload: Payload) -> Payload {
        let isBreak: (UInt8) -> Bool = { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        guard payload.contains(where: isBreak) else { return payload }
        return ArraySlice(payload.filter { !isBreak($0) })
    }
}
