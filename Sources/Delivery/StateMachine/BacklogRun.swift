/// Events of the backlog that were next to each other when they were read: nothing else of their destination is between
/// them. What a courier holds consists of a few of them, however many events it holds.
struct BacklogRun: Sendable {
    private(set) var sequences: ClosedRange<UInt64>
    private var lastReadIndex: UInt64
    private let firstReadIndex: UInt64

    private init(sequence: UInt64, readIndex: UInt64) {
        sequences = sequence...sequence
        firstReadIndex = readIndex
        lastReadIndex = readIndex
    }

    /// True if it took the event over, which comes right behind it.
    private mutating func extend(by sequence: UInt64, readIndex: UInt64) -> Bool {
        guard readIndex == lastReadIndex + 1, sequence > sequences.upperBound else { return false }
        sequences = sequences.lowerBound...sequence
        lastReadIndex = readIndex
        return true
    }

    /// Adds an event to runs, those of which are by sequence that are next to each other.
    static func add(_ sequence: UInt64, readIndex: UInt64, to runs: inout [BacklogRun]) {
        if let last = runs.indices.last, runs[last].extend(by: sequence, readIndex: readIndex) { return }
        runs.append(BacklogRun(sequence: sequence, readIndex: readIndex))
    }

    /// The ranges of sequences that hold these runs and no other event of the destination, ascending.
    static func ranges(of runs: [BacklogRun]) -> [ClosedRange<UInt64>] {
        var ranges: [ClosedRange<UInt64>] = []
        var lastReadIndex: UInt64?
        for run in runs.sorted(by: { $0.sequences.lowerBound < $1.sequences.lowerBound }) {
            if let last = ranges.last, lastReadIndex == run.firstReadIndex - 1 {
                ranges[ranges.count - 1] = last.lowerBound...run.sequences.upperBound
            } else {
                ranges.append(run.sequences)
            }
            lastReadIndex = run.lastReadIndex
        }
        return ranges
    }
}
