package import ConfigurationReader
internal import Foundation
internal import HTTPDestinations
internal import HTTPTransport
package import RouterCore
internal import Synchronization

/// Works off pointers to payloads (ping mode): the destination of every `s3_payload` event where
/// `intake.fetch_payloads` is true.
///
/// The pointer is on the disk like any event. It counts as delivered once what it points to is on the disk as an event
/// of its own, or once it lies in the dead letters of every destination that it would have gone to. So what a restart
/// interrupts is begun anew, and a courier's retry queue is all that is needed for trying again.
///
/// | what is met | what it becomes |
/// |---|---|
/// | 200, and the payload is on the disk | delivered |
/// | 200, and the payload is no event, or larger than `intake.max_body` | dead letters |
/// | the event names no URL, or one that cannot be read | dead letters |
/// | a redirect to another host | dead letters; one to the same host is followed, up to three times |
/// | a host that `intake.fetch_hosts` does not list | retry until the URL has expired: the list may be put right |
/// | any other status, no answer, the journal takes nothing now | retry until the URL has expired, then dead letters |
///
/// A pointer that has expired before its first attempt is tried once nevertheless.
package final class PayloadFetcher: Destination {
    package static let kind = "fetch_payloads"
    package static let isStore = false
    package static let defaultLimits = BatchLimits(
        maxEvents: 1,
        maxBytes: 1 << 20,
        maxAge: .zero,
        concurrency: 4,
        maxConcurrency: 16
    )

    private static let maxRedirects = 3

    private enum Result {
        case taken
        /// Nothing will change about it.
        case hopeless(String)
        case notNow(String)
    }

    private let configuration: PayloadFetcherConfiguration
    private let context: DestinationContext
    private let client: HTTPClient
    private let taker = Mutex<(any PayloadTaker)?>(nil)

    package init(configuration: PayloadFetcherConfiguration, context: DestinationContext) {
        self.configuration = configuration
        self.context = context
        let connections = Self.defaultLimits.maxConcurrency
        client = HTTPClient(HTTPClientConfiguration(context, connections: connections, tls: TLSOptions()))
    }

    /// Says who takes what is fetched; until then nothing is.
    package func use(_ taker: any PayloadTaker) {
        self.taker.withLock { $0 = taker }
    }

    /// Reads `fetch_hosts` of the section `intake`.
    package static func configure(_ section: ConfigurationSection) -> PayloadFetcherConfiguration? {
        guard let texts = section.placedStrings("fetch_hosts"), !texts.isEmpty else {
            section.report(
                "'fetch_hosts' must list the hosts that payloads are fetched from, such as "
                    + "'*.s3.eu-west-1.amazonaws.com'",
                at: section.has("fetch_hosts") ? "fetch_hosts" : "fetch_payloads"
            )
            return nil
        }
        var hosts: [PayloadHost] = []
        for (text, position) in texts {
            if let host = PayloadHost(text) {
                hosts.append(host)
            } else {
                section.report(
                    "a host is a name such as 'files.example.org', '*.example.org' for all below it, or "
                        + "'http://name:port' for one without TLS",
                    at: position
                )
            }
        }
        return hosts.count == texts.count ? PayloadFetcherConfiguration(hosts: hosts, maxBytes: 0) : nil
    }

    package func prepare() async throws(DestinationFailure) {}

    /// Only a URL could tell, and each is good for one payload.
    package func examine() async -> [ConnectionFinding] {
        [ConnectionFinding(.connection, .unknown, "payloads are fetched from the URLs that events bring")]
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        guard let taker = taker.withLock({ $0 }) else {
            return .all(.retry(after: nil, reason: "the daemon is starting"))
        }
        var outcomes: [Outcome] = []
        for event in batch.events { outcomes.append(await workOff(event, taker)) }
        return .each(outcomes)
    }

    package func shutdown() async {
        await client.shutdown()
    }

    // MARK: - One pointer

    private func workOff(_ event: Event, _ taker: any PayloadTaker) async -> Outcome {
        let pointer = PayloadPointer(event)
        let expiry = event.receivedAt + Int64(pointer.life) * 1000
        let reason: String
        switch await fetch(pointer, event, taker) {
        case .taken: return .delivered
        case .hopeless(let why): reason = why
        case .notNow(let why):
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            if now < expiry { return .retry(after: nil, reason: why) }
            reason = "the payload could not be fetched within \(pointer.life) s: \(why)"
        }
        return await taker.bury(event, reason: reason)
            ? .delivered
            : .retry(after: nil, reason: "the pointer cannot be written to the dead letters now: \(reason)")
    }

    private func fetch(_ pointer: PayloadPointer, _ event: Event, _ taker: any PayloadTaker) async -> Result {
        guard let text = pointer.url else { return .hopeless("the event names no URL") }
        do throws(HTTPFailure) {
            var url = try HTTPURL(text)
            for _ in 0...Self.maxRedirects {
                guard configuration.hosts.contains(where: { $0.allows(url) }) else {
                    return .notNow("\(url) is not listed in intake.fetch_hosts")
                }
                let response = try await client.send(
                    HTTPRequest(
                        .get,
                        url,
                        timeout: context.timeout,
                        responseLimit: .require(configuration.maxBytes)
                    )
                )
                guard [301, 302, 303, 307, 308].contains(response.status) else {
                    return await take(response, from: url, event, taker)
                }
                guard let next = Self.redirect(response, from: url) else {
                    return .hopeless("\(url) answered \(response.status) with another host, which is not followed")
                }
                url = next
            }
            return .hopeless("\(url) redirects more than \(Self.maxRedirects) times")
        } catch {
            switch error.kind {
            case .invalidURL: return .hopeless(error.reason)
            case .responseTooLarge:
                return .hopeless("the payload is larger than intake.max_body (\(configuration.maxBytes) bytes)")
            default: return .notNow(error.reason)
            }
        }
    }

    private func take(
        _ response: HTTPResponse,
        from url: HTTPURL,
        _ event: Event,
        _ taker: any PayloadTaker
    ) async -> Result {
        guard response.status == 200 else { return .notNow("\(url) answered \(response.status)") }
        let isCompressed = response.headers["content-encoding"]?.lowercased() == "gzip"
        switch await taker.take(response.body, isCompressed: isCompressed, inPlaceOf: event) {
        case .taken: return .taken
        case .unusable(let reason): return .hopeless("what was fetched cannot be used: \(reason)")
        case .notNow(let reason): return .notNow(reason)
        }
    }

    /// Where a redirect leads, if that is the same host, port and scheme.
    private static func redirect(_ response: HTTPResponse, from url: HTTPURL) -> HTTPURL? {
        guard let location = response.headers["location"] else { return nil }
        let isPath = location.hasPrefix("/") && !location.hasPrefix("//")
        guard let next = try? HTTPURL(isPath ? url.description + location : location) else { return nil }
        return next.authority == url.authority && next.isSecure == url.isSecure ? next : nil
    }
}
