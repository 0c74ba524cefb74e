import CKafka
import Foundation

/// What librdkafka said about its connections since something was last delivered.
struct BrokerTrouble: Sendable, Hashable {
    typealias Instant = ContinuousClock.Instant

    enum Kind: Sendable, Hashable {
        case credentials
        case tls
        case connection
    }

    /// What went wrong last, in librdkafka's words.
    private(set) var kind: Kind?
    private(set) var text: String?
    /// Since when no broker at all is connected, as far as is known.
    private(set) var downSince: Instant?
    /// Set once the producer can do nothing any more.
    private(set) var fatal: (code: rd_kafka_resp_err_t, text: String)? {
        get { fatalText.map { (rd_kafka_resp_err_t(fatalCode), $0) } }
        set {
            fatalCode = newValue?.code.rawValue ?? 0
            fatalText = newValue?.text
        }
    }

    private var fatalCode: Int32 = 0
    private var fatalText: String?

    /// Something was delivered: what was said before no longer holds, but for what is fatal.
    mutating func delivered() {
        kind = nil
        text = nil
        downSince = nil
    }

    mutating func record(_ code: rd_kafka_resp_err_t, _ words: String, at now: Instant) {
        switch code {
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
            downSince = downSince ?? now
            // Why, the error before has said better.
            if text == nil { note(.connection, words) }
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
            note(.credentials, words)
        case RD_KAFKA_RESP_ERR__SSL:
            note(.tls, words)
        default:
            // A connection that ends after its credentials were refused says nothing new.
            if kind != .credentials { note(.connection, words) }
        }
    }

    mutating func recordFatal(_ code: rd_kafka_resp_err_t, _ words: String) {
        fatal = fatal ?? (code, Self.shortened(words))
    }

    /// Whether to wait any longer has no point for what has been waiting since `start`.
    func isHopeless(for start: Instant, patience: Duration, at now: Instant) -> Bool {
        if fatal != nil || kind == .credentials { return true }
        guard let downSince else { return false }
        return now - max(downSince, start) > patience
    }

    private mutating func note(_ kind: Kind, _ words: String) {
        self.kind = kind
        text = Self.shortened(words)
    }

    /// One line without the counters and times at its end, so that the same trouble always reads the same.
    private static func shortened(_ words: String) -> String {
        let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
        let end = line.range(of: " (after ")?.lowerBound ?? line.endIndex
        return String(line[..<end].prefix(300))
    }
}
