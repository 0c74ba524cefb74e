/// What became of one appended event.
package enum AppendResult: Sendable, Hashable {
    /// It is durable under this sequence.
    case accepted(sequence: UInt64)
    /// Its identity was accepted within the deduplication window before; nothing was written.
    case duplicate
}
