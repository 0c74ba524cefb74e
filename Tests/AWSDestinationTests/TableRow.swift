import TestSupport
import Testing

/// A row of a destination's table of errors: what the server answers, and what becomes of the event.
struct TableRow: Sendable, CustomTestStringConvertible {
    let status: Int
    var code: String?
    var headers: [String: String] = [:]
    let expected: ExpectedOutcome
    /// Whether the answer goes for what was not sent yet.
    var concernsAll = false
    /// Must stand in the reason.
    var words: [String] = []

    var testDescription: String { "\(status) \(code ?? "")" }

    /// As S3 writes it; its words quote a payload, which no reason may repeat.
    var xml: ReceiverAnswer {
        let body = code.map { "<?xml version=\"1.0\"?><Error><Code>\($0)</Code><Message>251 mg/dL</Message></Error>" }
        return .status(status, headers: headers, body: body ?? "")
    }

    /// As the JSON protocols write it.
    var json: ReceiverAnswer {
        let body = code.map { #"{"__type":"com.amazonaws.sqs#\#($0)","message":"251 mg/dL"}"# }
        return .status(status, headers: headers, body: body ?? "")
    }
}
