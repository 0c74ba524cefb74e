internal import AtRest
internal import RouterCore
import Synchronization

/// The list of segments and what is still needed of them: all that the writer and the readers share. Whatever it
/// says is durable is durable.
final class SegmentCatalog: Sendable {
    struct State {
        /// In the order of their sequences; the last is the one that is written to, unless it is sealed.
        var segments: [Segment] = []
        /// The index of the last segment, as long as that is not sealed.
        var entries = IndexEntries(firstSequence: 1)
        var end: UInt64 = 1
        /// Today's table.
        var destinations: [String]
        /// By destination: it needs nothing below.
        var released: [String: UInt64] = [:]
        /// By destination: nobody is given anything below, whatever is still there.
        var forgotten: [String: UInt64] = [:]
        /// What is read again, by whom.
        var held: [String: Range<UInt64>] = [:]
        /// Why appends fail until the newest segment has been repaired.
        var failure: JournalFailure?
        /// Why appends fail until there is room.
        var shortage: JournalFailure?
        var keysFound: Set<KeyID> = []
    }

    private let state: Mutex<State>

    init(destinations: [String]) {
        state = Mutex(State(destinations: destinations))
    }

    func withState<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { body(&$0) }
    }

    // MARK: What the writer changes

    func start(_ segments: [Segment], entries: IndexEntries, end: UInt64) {
        state.withLock { state in
            state.segments = segments
            state.entries = entries
            state.end = end
        }
    }

    /// A new segment follows, with nothing in it yet.
    func add(_ segment: Segment) {
        state.withLock { state in
            state.segments.append(segment)
            state.entries = IndexEntries(firstSequence: segment.firstSequence)
        }
    }

    /// A commit to the last segment has become durable.
    func commit(_ entries: [IndexEntry], dataEnd: Int, end: UInt64) {
        state.withLock { state in
            state.entries.append(entries)
            state.segments[state.segments.count - 1].add(entries, dataEnd: dataEnd, endSequence: end)
            state.end = end
        }
    }

    /// The last segment and its entries, for its index to be written.
    func last() -> (segment: Segment, entries: IndexEntries)? {
        state.withLock { state in state.segments.last.map { ($0, state.entries) } }
    }

    /// The index of the last segment is durable.
    func sealLast() {
        state.withLock { state in
            state.segments[state.segments.count - 1].isSealed = true
            state.entries = IndexEntries(firstSequence: state.end)
        }
    }

    func removeLast() {
        state.withLock { state in
            state.segments.removeLast()
            state.entries = IndexEntries(firstSequence: state.end)
        }
    }

    /// Takes the first segment out of the list that nobody needs; never the newest, whose name says what comes next.
    /// One that `keepUntil` holds goes only where `force` says that room is needed.
    func removeReleased(force: Bool, keep isKept: (Segment) -> Bool) -> Segment? {
        state.withLock { state in
            let candidates = state.segments.dropLast()
            let index = candidates.firstIndex { segment in
                state.isReleased(segment) && !segment.isBeingCompacted
                    && (force || !isKept(segment) && !state.isHeld(segment))
            }
            return index.map { state.segments.remove(at: $0) }
        }
    }

    /// Why appends fail at the moment; setting it says nothing of the room.
    var failure: JournalFailure? {
        get { state.withLock { $0.failure ?? $0.shortage } }
        set { state.withLock { $0.failure = newValue } }
    }

    /// Why appends fail until there is room.
    var shortage: JournalFailure? {
        get { state.withLock { $0.shortage } }
        set { state.withLock { $0.shortage = newValue } }
    }

    var destinations: [String] {
        get { state.withLock { $0.destinations } }
        set { state.withLock { $0.destinations = newValue } }
    }

    /// The keys that files were encrypted with when the journal was opened.
    var keysFound: Set<KeyID> {
        get { state.withLock { $0.keysFound } }
        set { state.withLock { $0.keysFound = newValue } }
    }

    /// Whether nobody needs any record of the segment that is written to.
    var isLastReleased: Bool {
        state.withLock { state in state.segments.last.map { state.areRecordsReleased($0) } ?? false }
    }

    // MARK: What destinations say

    var forgotten: [String: UInt64] {
        get { state.withLock { $0.forgotten } }
        set { state.withLock { $0.forgotten = newValue } }
    }

    /// Returns whether a segment may have become free by it.
    func release(_ destination: String, upTo position: UInt64) -> Bool {
        state.withLock { state in
            let position = min(position, state.end)
            guard position > state.released[destination, default: 0] else { return false }
            state.released[destination] = position
            return state.segments.first.map { $0.firstSequence < position && $0.isSealed } ?? false
        }
    }

    /// Whether `destination` would need nothing more of some sealed segment, if it released up to `position`.
    func frees(_ destination: String, upTo position: UInt64) -> Bool {
        state.withLock { state in
            let released = state.released[destination, default: 0]
            for segment in state.segments[state.firstIndex(from: released)...] {
                guard segment.isSealed, segment.firstSequence < position else { return false }
                guard let (_, totals) = segment.totals(for: destination) else { continue }
                if released <= totals.lastSequence, totals.lastSequence < position { return true }
            }
            return false
        }
    }

    func hold(_ sequences: Range<UInt64>?, for holder: String) {
        state.withLock { $0.held[holder] = sequences }
    }

    // MARK: What readers ask

    var end: UInt64 { state.withLock { $0.end } }
    var size: Int { state.withLock { $0.segments.reduce(0) { $0 + $1.dataEnd } } }
    var segmentCount: Int { state.withLock { $0.segments.count } }
    /// The first sequence that is still there; `end` where nothing is.
    var oldest: UInt64 { state.withLock { $0.segments.first?.firstSequence ?? $0.end } }

    /// The destinations that some segment still holds records for.
    var waitingDestinations: Set<String> {
        state.withLock { state in
            var names: Set<String> = []
            for segment in state.segments {
                for (name, totals) in zip(segment.header.destinations, segment.totals)
                where totals.events > 0 && totals.lastSequence >= state.released[name, default: 0] {
                    names.insert(name)
                }
            }
            return names
        }
    }

    /// The first segment that holds a record for `destination` at or above `position`; nil, and the end, where none
    /// does.
    func segment(for destination: String, from position: UInt64) -> (view: SegmentView?, end: UInt64) {
        state.withLock { state in
            for segment in state.segments[state.firstIndex(from: position)...] {
                guard let (index, totals) = segment.totals(for: destination), totals.lastSequence >= position else {
                    continue
                }
                var view = SegmentView(segment, index: index)
                view.offset = state.offset(of: position, in: segment)
                return (view, state.end)
            }
            return (nil, state.end)
        }
    }

    /// The first segment that ends behind `position`, whatever it holds; nil, and the end, where there is none.
    func segment(from position: UInt64) -> (view: SegmentView?, end: UInt64) {
        state.withLock { state in
            let index = state.firstIndex(from: position)
            guard index < state.segments.count else { return (nil, state.end) }
            var view = SegmentView(state.segments[index])
            view.offset = state.offset(of: position, in: state.segments[index])
            return (view, state.end)
        }
    }

    /// Every segment, and when the first event was received of the one that is written to.
    var all: (segments: [Segment], newestBegan: Int64?) {
        state.withLock { state in (state.segments, state.entries.count > 0 ? state.entries[0].receivedAt : nil) }
    }

    /// How far a segment reaches that a reader has open; nil where it has been deleted, or compacted since `view` was
    /// taken.
    func extent(of view: SegmentView) -> (dataEnd: Int, endSequence: UInt64, isSealed: Bool)? {
        state.withLock { state in
            let index = state.firstIndex(from: view.firstSequence)
            guard index < state.segments.count else { return nil }
            let segment = state.segments[index]
            guard segment.firstSequence == view.firstSequence, segment.droppedCount == view.droppedCount else {
                return nil
            }
            return (segment.dataEnd, segment.endSequence, segment.isSealed)
        }
    }

    /// The segment that the record of `sequence` lies in, or lay in.
    func segment(holding sequence: UInt64) -> Segment? {
        state.withLock { state in
            let index = state.firstIndex(from: sequence)
            guard index < state.segments.count, state.segments[index].firstSequence <= sequence else { return nil }
            return state.segments[index]
        }
    }

    /// What waits for `destination` from `position` on, but for the one sealed segment that has to be looked into.
    func pending(for destination: String, from position: UInt64) -> (events: PendingEvents, partial: Segment?) {
        state.withLock { state in
            let position = max(position, state.forgotten[destination, default: 0])
            var pending = PendingEvents()
            var partial: Segment?
            for segment in state.segments[state.firstIndex(from: position)...] {
                guard let (index, totals) = segment.totals(for: destination), totals.lastSequence >= position else {
                    continue
                }
                if totals.firstSequence >= position {
                    pending.add(totals)
                } else if segment.isSealed {
                    partial = segment
                } else {
                    pending.add(state.entries.totals(index, from: position))
                }
            }
            return (pending, partial)
        }
    }
}

extension SegmentCatalog.State {
    /// The index of the first segment that ends behind `position`.
    func firstIndex(from position: UInt64) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].endSequence <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate func isReleased(_ segment: Segment) -> Bool {
        segment.isSealed && areRecordsReleased(segment)
    }

    fileprivate func areRecordsReleased(_ segment: Segment) -> Bool {
        zip(segment.header.destinations, segment.totals).allSatisfy { name, totals in
            // What is dropped holds the segment too: whoever looks for it is to find that it was.
            totals.lastSequence == 0 || totals.lastSequence < released[name, default: 0]
        }
    }

    func isHeld(_ segment: Segment) -> Bool {
        held.values.contains { $0.lowerBound < segment.endSequence && segment.firstSequence < $0.upperBound }
    }

    /// Where `position` begins in the segment that is written to.
    fileprivate func offset(of position: UInt64, in segment: Segment) -> Int? {
        guard !segment.isSealed, position > segment.firstSequence else { return nil }
        let index = entries.position(of: position)
        return index < entries.count && entries[index].sequence == position ? entries[index].offset : nil
    }
}

extension IndexEntries {
    /// What the entries at or above `position` hold for the destination with this place in the table.
    func totals(_ index: Int, from position: UInt64) -> DestinationTotals {
        var totals = DestinationTotals()
        visit(from: self.position(of: position)) { entry in
            if entry.destinations.contains(DestinationSet(index: index)) { totals.add(entry) }
        }
        return totals
    }
}

extension PendingEvents {
    mutating func add(_ totals: DestinationTotals) {
        guard totals.events > 0 else { return }
        events += totals.events
        bytes += totals.bytes
        oldestReceivedAt = min(oldestReceivedAt ?? .max, totals.oldestReceivedAt)
    }
}
