import ConfigurationReader
import Foundation
import HTTPDestinations
import HTTPTransport
import RouterCore
import Synchronization

/// Sends events to an HTTP endpoint, signed as the Standard Webhooks specification says, and with an OAuth token where
/// one is asked for.
///
/// | the receiver answers | what becomes of the event |
/// |---|---|
/// | 2xx | delivered |
/// | 3xx | retry: redirects are never followed, a signed body goes only where the user sent it |
/// | 401 to a token that was fetched before | sent again at once with a new token |
/// | 401, 403; 407; 402 | pause: credentials of the receiver or the proxy, or the account, need somebody to act |
/// | 404, 405 | retry: nearly always a deployment's mistake, and an event must not be lost over it |
/// | 408, 409, 425, 429, 5xx | retry, after the time in `Retry-After` (409: the same `webhook-id` is being worked on) |
/// | 410 | pause: the receiver wants no more |
/// | 400, 413, 415, 422 and any other 4xx | rejected |
/// | nothing: name, connection, TLS, timeout, reset | retry; also for a certificate that cannot be verified, since one that has expired is renewed without anybody here doing anything |
///
/// A token endpoint that refuses (400, 401, 403) pauses; one that does not answer, or answers with anything else, is
/// tried again like the receiver itself. An event that the format has nothing for is skipped and not sent.
///
/// An answer to an array or NDJSON stands for the whole batch. In a batch of single requests, an answer that any other
/// event would have got too (a pause, 404, 405, 429, 503, no connection) stands for those not sent yet.
package final class WebhookDestination: Destination {
    package static let kind = "webhook"
    package static let isStore = false
    package static let takesFormat = true
    /// A receiver wants to hear of an event soon; batches are there to keep all connections busy.
    package static let defaultLimits = BatchLimits(maxEvents: 128, maxAge: .milliseconds(10), maxConcurrency: 16)

    private let configuration: WebhookConfiguration
    private let context: DestinationContext
    private let requests: WebhookRequests
    private let client: WebhookClient
    private let window: Mutex<RequestWindow>

    package static func configure(_ section: ConfigurationSection) -> WebhookConfiguration? {
        WebhookConfiguration(section)
    }

    package init(configuration: WebhookConfiguration, context: DestinationContext) {
        self.configuration = configuration
        self.context = context
        requests = WebhookRequests(configuration)
        window = Mutex(RequestWindow(connections: configuration.connections))
        client = WebhookClient(
            HTTPClientConfiguration(context, connections: configuration.connections, tls: configuration.tls),
            oauth: configuration.oauth
        )
    }

    /// Makes a connection without sending anything.
    package func prepare() async throws(DestinationFailure) {
        do throws(HTTPFailure) {
            try await client.connect(to: configuration.url, timeout: context.timeout)
        } catch {
            throw error.kind == .tlsFiles ? .needsAttention(reason: error.reason) : .unavailable(reason: error.reason)
        }
    }

    /// Makes a connection, and asks for a token; a receiver can only be asked for more by sending it something.
    package func examine() async -> [ConnectionFinding] {
        let deadline = ContinuousClock.now + context.timeout
        let connection: ConnectionFinding
        do throws(HTTPFailure) {
            try await client.connect(to: configuration.url, timeout: context.timeout)
            connection = ConnectionFinding(.connection, .good, "\(configuration.url) takes connections")
        } catch {
            connection = ConnectionFinding(.connection, .bad, error.reason)
        }
        let unknown = "only a delivery can tell"
        let credentials = await client.examineCredentials(until: deadline)
        return [
            connection,
            credentials ?? ConnectionFinding(.credentials, .unknown, unknown),
            ConnectionFinding(.target, .unknown, unknown),
        ]
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        let deadline = ContinuousClock.now + context.timeout
        switch configuration.format {
        case .single:
            return .each(await deliverEach(batch, until: deadline))
        case .array, .ndjson:
            return await deliverTogether(batch, until: deadline)
        }
    }

    package func shutdown() async {
        await client.shutdown()
    }

    /// Sends one request. What it does not hold is settled once it is taken: an answer to the batch stands for all of it.
    private func deliverTogether(_ batch: Batch, until deadline: ContinuousClock.Instant) async -> Outcomes {
        let (request, unsent) = requests.request(for: batch, timestamp: Self.now(), timeout: context.timeout)
        guard let request else { return .each(batch.events.indices.map { unsent[$0] ?? .delivered }) }
        let outcome = await client.send(request, until: deadline).outcome
        guard outcome == .delivered, !unsent.isEmpty else { return .all(outcome) }
        return .each(batch.events.indices.map { unsent[$0] ?? .delivered })
    }

    /// Sends lanes side by side, as many as the window has room for, until all are sent or one answer goes for all.
    private func deliverEach(_ batch: Batch, until deadline: ContinuousClock.Instant) async -> [Outcome] {
        let lanes = Lanes.of(batch, preservesUserOrder: context.preservesUserOrder)
        var outcomes = [Outcome?](repeating: nil, count: batch.events.count)
        var answerForAll: Outcome?
        await withTaskGroup(of: (lane: Int, verdicts: [Verdict]).self) { group in
            var next = 0
            var underWay = 0
            func fillWindow() {
                let width = window.withLock { $0.current }
                while underWay < width, next < lanes.count, answerForAll == nil {
                    let lane = next
                    next += 1
                    underWay += 1
                    group.addTask { (lane, await self.send(lanes[lane].map { batch.events[$0] }, until: deadline)) }
                }
            }
            fillWindow()
            while let (lane, verdicts) = await group.next() {
                underWay -= 1
                for (index, verdict) in zip(lanes[lane], verdicts) {
                    outcomes[index] = verdict.outcome
                    if verdict.concernsAll { answerForAll = answerForAll ?? verdict.outcome }
                }
                window.withLock { window in for verdict in verdicts { window.took(verdict.outcome) } }
                fillWindow()
            }
        }
        return outcomes.map { $0 ?? answerForAll ?? .retry(after: nil, reason: "the event was not sent") }
    }

    /// Sends the events of a lane one after the other. What was not delivered holds up those behind it, unless the
    /// receiver will never take it.
    private func send(_ lane: [Event], until deadline: ContinuousClock.Instant) async -> [Verdict] {
        var verdicts: [Verdict] = []
        for event in lane {
            let timeout = ContinuousClock.now.duration(to: deadline)
            let verdict: Verdict
            switch requests.request(for: event, timestamp: Self.now(), timeout: timeout) {
            case .success(let request): verdict = await client.send(request, until: deadline)
            case .failure(let unsent): verdict = Verdict(outcome: unsent.outcome, concernsAll: false)
            }
            verdicts.append(verdict)
            switch verdict.outcome {
            case .delivered, .skipped, .rejected: continue
            case .pause: break
            case .retry(let after, _):
                let reason = "an event of the same user that comes before it was not delivered"
                let waiting = Verdict.retry(reason, after: after)
                return verdicts + Array(repeating: waiting, count: lane.count - verdicts.count)
            }
            return verdicts + Array(repeating: verdict, count: lane.count - verdicts.count)
        }
        return verdicts
    }

    /// Unix seconds.
    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }
}
