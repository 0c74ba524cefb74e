/// How far a destination is in the journal: everything below `readEnd` was read, and of that, what is in `unsettled` is
/// neither delivered nor in the retry queue nor a dead letter.
///
/// Batches settle out of order. Knowing exactly what is left keeps a restart from sending again what was settled ahead
/// of it, which would also let an older event overwrite what its user's newer one wrote.
package struct BacklogPosition: Sendable, Hashable {
    /// Everything below it was read.
    package var readEnd: UInt64
    /// Sorted; whatever this destination has in these ranges is unsettled. Bounded by what a courier holds in memory.
    package var unsettled: [ClosedRange<UInt64>]

    package init(readEnd: UInt64 = 1, unsettled: [ClosedRange<UInt64>] = []) {
        self.readEnd = readEnd
        self.unsettled = unsettled
    }

    /// The position below which every event of the destination is settled.
    package var cursor: UInt64 { unsettled.first?.lowerBound ?? readEnd }

    /// Whether an event of the destination is still to be delivered.
    func isUnsettled(_ sequence: UInt64) -> Bool {
        sequence >= readEnd || unsettled.contains { $0.contains(sequence) }
    }

    /// The same; to be asked in the order of the sequences, and forgets what is past.
    mutating func takeIsUnsettled(_ sequence: UInt64) -> Bool {
        guard sequence < readEnd else { return true }
        unsettled.trimPrefix { $0.upperBound < sequence }
        return unsettled.first?.contains(sequence) ?? false
    }

    /// What is unsettled at or above `position`.
    func unsettled(from position: UInt64) -> [ClosedRange<UInt64>] {
        unsettled.filter { $0.upperBound >= position }.map { max($0.lowerBound, position)...$0.upperBound }
    }
}
