import JSONScanner

/// What conditions look at: an event's envelope and, only where one asks for it, its payload. Holds a `JSONValue`, so
/// it is for use inside the closure that the value was handed to.
package final class MatchInput {
    package let envelope: Envelope
    package let root: JSONValue
    private var summary: GlucoseSummary?

    package init(envelope: Envelope, root: JSONValue) {
        self.envelope = envelope
        self.root = root
    }

    /// Read from the payload when first asked for.
    var glucose: GlucoseSummary {
        if let summary { return summary }
        let read = GlucoseSummary(type: envelope.type, root)
        summary = read
        return read
    }
}
