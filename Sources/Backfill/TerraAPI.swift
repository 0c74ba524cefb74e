internal import Foundation
package import HTTPTransport
internal import RouterCore

/// Terra's REST API: one GET a window.
package struct TerraAPI: HistorySource {
    /// Terra itself gives up after about 30 seconds; more is for slow networks.
    private static let timeout = Duration.seconds(120)
    /// Bytes of an answer that are held in memory.
    private static let maxAnswer = 32 << 20

    private let client: HTTPClient
    private let baseURL: String
    private let developerID: String
    private let key: String
    private let now: @Sendable () -> Int64

    /// `now` gives unix milliseconds.
    package init(
        baseURL: String,
        developerID: String,
        key: String,
        client: HTTPClient,
        now: @escaping @Sendable () -> Int64
    ) {
        self.client = client
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.developerID = developerID
        self.key = key
        self.now = now
    }

    package func fetch(
        _ window: BackfillWindow,
        user: String,
        isThroughWebhook: Bool,
        backfill: String
    ) async -> (answer: HistoryAnswer, rate: RateHeaders?) {
        let askedAt = now()
        let started = ContinuousClock.now
        do throws(HTTPFailure) {
            let request = HTTPRequest(
                .get,
                try HTTPURL(url(window, user, isThroughWebhook)),
                headers: [
                    HTTPField("dev-id", developerID), HTTPField("x-api-key", key),
                    HTTPField("Accept", "application/json"),
                ],
                timeout: Self.timeout,
                responseLimit: .require(Self.maxAnswer)
            )
            let response = try await client.send(request)
            let elapsed = Self.milliseconds(ContinuousClock.now - started)
            let reader = AnswerReader(
                userID: user,
                type: window.type,
                days: window.days.count,
                backfill: backfill,
                askedAt: Self.freshAt(askedAt, response, elapsed: elapsed)
            )
            return (answer(response, reader), Self.rate(response))
        } catch {
            return (Self.answer(error), nil)
        }
    }

    /// `end_date` is the day after the last: Terra counts `end_date` less `start_date` as the days requested.
    private func url(_ window: BackfillWindow, _ user: String, _ isThroughWebhook: Bool) -> String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let name = user.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        return "\(baseURL)/\(window.type)?user_id=\(name)"
            + "&start_date=\(DaySpan.text(window.days.first))&end_date=\(DaySpan.text(window.days.last + 1))"
            + "&to_webhook=\(isThroughWebhook)&with_samples=true"
    }

    /// When what the answer says was true at the latest: the moment of asking, by Terra's clock where that is behind
    /// ours (`Date`, which the answer carries, less the time it took), and less the time a cache held it (`Age`).
    private static func freshAt(_ askedAt: Int64, _ response: HTTPResponse, elapsed: Int64) -> Int64 {
        let age = response.headers["age"].flatMap(Int64.init).map { min(max(0, $0), 86_400) * 1000 } ?? 0
        let theirs = response.headers["date"].flatMap { HTTPDate.parse($0) }.map { $0 * 1000 - elapsed }
        return min(askedAt, theirs ?? askedAt) - age
    }

    private static func rate(_ response: HTTPResponse) -> RateHeaders? {
        RateHeaders(
            remaining: response.headers["x-terra-ratelimit-remaining"],
            resetAfter: response.headers["x-terra-ratelimit-reset-after"]
        )
    }

    private func answer(_ response: HTTPResponse, _ reader: AnswerReader) -> HistoryAnswer {
        let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now() / 1000) }
            .map { Self.milliseconds($0) }
        let detail = AnswerReader.detail(of: response.body)
        switch response.status {
        case 200..<300: return reader.read(response.body)
        case 300..<400: return .fatal("terra.base_url redirects (\(response.status)): write where it leads")
        case 401: return .fatal("Terra does not take the dev-id or the API key (401: \(detail))")
        case 408, 413, 504: return .tooLong("Terra answered \(response.status): \(detail)")
        case 424: return .throttled(retryAfter: wait)
        case 429 where response.headers["x-terra-ratelimit-rule"] == "r1":
            return .tooLong("Terra takes fewer days a request: \(detail)")
        case 429: return .throttled(retryAfter: wait)
        case 404: return .refused("Terra does not know the user, or has no such type (404: \(detail))")
        case 400..<500: return .refused("Terra answered \(response.status): \(detail)")
        case 503 where wait != nil: return .throttled(retryAfter: wait)
        default: return .transient("Terra answered \(response.status): \(detail)")
        }
    }

    private static func answer(_ failure: HTTPFailure) -> HistoryAnswer {
        switch failure.kind {
        case .responseTooLarge, .timedOut: .tooLong(failure.reason)
        case .invalidURL, .invalidHeader, .certificate, .tlsFiles: .fatal(failure.reason)
        default: .transient(failure.reason)
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
