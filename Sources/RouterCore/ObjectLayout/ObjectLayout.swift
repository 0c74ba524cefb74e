/// How a destination of files or objects lays events out.
package enum ObjectLayout: String, Sendable, CaseIterable {
    /// One object a record, the newest version of it.
    case documents
    /// One object a batch, type and hour: NDJSON.
    case batches
}
