import JSONWriter

/// What became of one event, for somebody who watches. Never its payload.
package struct OutcomeLine: Sendable, Hashable {
    package enum Outcome: String, Sendable {
        case delivered
        /// It is sent again later.
        case retry
        case dead
        /// It holds nothing that the destination's format can say.
        case skipped
    }

    /// Unix milliseconds.
    package let time: Int64
    package let destination: String
    package let outcome: Outcome
    /// The event's identity; nil where the event was lost.
    package let id: String?
    package let type: String?
    /// How often it was sent, this time included.
    package let attempts: Int
    /// From receiving the event to this, milliseconds; nil where the event was lost.
    package let latency: Int64?
    /// Why it was not delivered.
    package let reason: String?

    /// A JSON object and a line break.
    package func write(to json: inout JSONText) {
        json.raw("{\"time\":")
        json.number(time)
        json.raw(",\"destination\":")
        json.string(destination)
        json.raw(",\"outcome\":")
        json.string(outcome.rawValue)
        json.raw(",\"id\":")
        json.string(id)
        json.raw(",\"type\":")
        json.string(type)
        json.raw(",\"attempts\":")
        json.number(attempts)
        json.raw(",\"latency_ms\":")
        json.number(latency)
        json.raw(",\"reason\":")
        json.string(reason)
        json.raw("}\n")
    }
}
