import HTTPDestinations
import HTTPTransport

extension Verdict {
    /// Reads a response as the table at `WebhookDestination` says; `now` in unix seconds.
    init(_ response: HTTPResponse, now: Int64) {
        let answered = "the receiver answered \(StatusPhrase.text(of: response.status))"
        let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) }
        switch response.status {
        case 200..<300:
            self = .delivered
        case 300..<400:
            self = .retry("\(answered)\(Self.target(of: response)); redirects are not followed: correct 'url'")
        case 401, 403:
            self = .pause("\(answered): check 'secret', 'headers', 'oauth' and the credentials in 'url'")
        case 402:
            self = .pause("\(answered): the account at the receiver needs attention")
        case 407:
            self = .pause("\(answered): check the credentials of the proxy in the environment")
        case 410:
            self = .pause("\(answered): it wants no more events; remove the destination, or correct 'url'")
        case 404, 405:
            let hint = response.status == 404 ? "check the path of 'url'" : "check 'method'"
            self = .retry(
                "\(answered): \(hint); events wait until it answers otherwise",
                after: wait,
                concernsAll: true
            )
        case 408, 409, 425:
            self = .retry(answered, after: wait)
        case 429, 503:
            self = .retry(answered, after: wait, concernsAll: true)
        case 400..<500:
            self = .rejected(answered + ProblemDetails.suffix(for: response))
        default:
            self = .retry(answered, after: wait)
        }
    }

    /// Reads a failure of the transport: whatever it was may be over the next time, so it is always `retry`.
    init(_ failure: HTTPFailure) {
        self.init(outcome: failure.outcome, concernsAll: failure.concernsAll)
    }

    private static func target(of response: HTTPResponse) -> String {
        guard let location = response.headers["location"], let url = try? HTTPURL(location) else { return "" }
        return " with a redirect to \(url)"
    }
}
