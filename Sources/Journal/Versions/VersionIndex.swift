internal import RouterCore
import Synchronization

/// Which versions in the journal a newer one supersedes, for the destinations that want only the latest. The writer
/// tells it what has become durable; couriers and compaction ask.
final class VersionIndex: Sendable {
    fileprivate struct State {
        var table: VersionTable
        /// The destinations that the bits in the table stand for: all that have wanted only the latest so far.
        var names: [String] = []
        var latest: Set<String> = []
        /// The bits of the names of the segment that was asked about last.
        var translation: (names: [String], bits: [UInt64]) = ([], [])
    }

    private let state: Mutex<State>

    init(maxKeys: Int, multiplier: UInt64) {
        state = Mutex(State(table: VersionTable(maxKeys: maxKeys, multiplier: multiplier)))
    }

    /// Says which destinations want only the latest version of a thing from now on. For others nothing is superseded.
    func setLatest(_ names: Set<String>) {
        state.withLock { state in
            state.latest = names
            let new = names.subtracting(state.names).sorted()
            if state.names.count + new.count > DestinationSet.capacity {
                // Bits that stood for other names would lie.
                state.names = names.sorted()
                state.table.removeAll()
            } else {
                state.names += new
            }
            state.translation = ([], [])
        }
    }

    /// Takes in records that are durable, of a segment whose bits stand for `names`. Returns the sequences of those that
    /// are superseded from now on.
    func add(_ entries: [IndexEntry], names: [String]) -> [UInt64] {
        guard entries.contains(where: { $0.versionKey != nil }) else { return [] }
        return state.withLock { state in
            var superseded: [UInt64] = []
            for entry in entries { state.add(entry, names, &superseded) }
            return superseded
        }
    }

    /// The same for the index of a segment.
    func add(_ entries: IndexEntries, names: [String]) -> [UInt64] {
        state.withLock { state in
            if state.names.isEmpty { return [] }
            var superseded: [UInt64] = []
            entries.visit { state.add($0, names, &superseded) }
            return superseded
        }
    }

    /// The sequences of those versions that a newer one supersedes for `destination`.
    func superseded(_ versions: [EventVersion], for destination: String) -> Set<UInt64> {
        state.withLock { state in
            guard state.latest.contains(destination), let index = state.names.firstIndex(of: destination) else {
                return []
            }
            var sequences: Set<UInt64> = []
            for version in versions where state.table.isSuperseded(version, for: 1 << UInt64(index)) {
                sequences.insert(version.sequence)
            }
            return sequences
        }
    }

    /// For each entry of a segment whose bits stand for `names`: those of its destinations for which it is superseded.
    func superseded(_ entries: [IndexEntry], names: [String]) -> [DestinationSet] {
        state.withLock { state in
            let bits = names.map { name in state.latest.contains(name) ? state.bit(of: name) : 0 }
            return entries.map { entry in
                guard let version = entry.version else { return [] }
                let superseders = state.table.superseders(of: version)
                var set: DestinationSet = []
                if superseders == 0 { return set }
                for (index, bit) in bits.enumerated() where bit & superseders != 0 {
                    set.insert(DestinationSet(index: index))
                }
                return set.intersection(entry.destinations)
            }
        }
    }
}

extension VersionIndex.State {
    fileprivate func bit(of name: String) -> UInt64 {
        names.firstIndex(of: name).map { 1 << UInt64($0) } ?? 0
    }

    fileprivate mutating func add(_ entry: IndexEntry, _ segmentNames: [String], _ superseded: inout [UInt64]) {
        guard !entry.isDropped, let version = entry.version else { return }
        if translation.names != segmentNames { translation = (segmentNames, segmentNames.map(bit)) }
        var rest = entry.destinations.rawValue
        var bits: UInt64 = 0
        while rest != 0 {
            let index = rest.trailingZeroBitCount
            if index < translation.bits.count { bits |= translation.bits[index] }
            rest &= rest - 1
        }
        guard bits != 0, let sequence = table.insert(version, for: bits) else { return }
        superseded.append(sequence)
    }
}
