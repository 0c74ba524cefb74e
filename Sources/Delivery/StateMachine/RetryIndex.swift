import DequeModule
internal import RouterCore

/// The retry queue as it is held in memory: which row is due when. A row that is in flight, or that waits behind
/// another of its user, is an entry without a place in the schedule.
struct RetryIndex<Instant: InstantProtocol<Duration>>: Sendable {
    private struct Slot {
        let dueAt: Instant
        let id: Int64
    }

    private var entries: [Int64: RetryEntry<Instant>] = [:]
    /// Sorted by due time, then by id.
    private var schedule: Deque<Slot> = []
    private var inFlight: Set<Int64> = []
    private(set) var byteCount = 0
    /// Rows that a replay put there.
    private(set) var replayCount = 0

    var count: Int { entries.count }
    var earliestDue: Instant? { schedule.first?.dueAt }
    subscript(id: Int64) -> RetryEntry<Instant>? { entries[id] }

    mutating func insert(_ entry: RetryEntry<Instant>) {
        entries[entry.id] = entry
        byteCount += entry.byteCount
        if entry.replayID != nil { replayCount += 1 }
    }

    /// Gives a row that is not scheduled its place.
    mutating func schedule(_ id: Int64) {
        guard let entry = entries[id] else { return }
        inFlight.remove(id)
        var low = 0
        var high = schedule.count
        while low < high {
            let middle = (low + high) / 2
            let slot = schedule[middle]
            if slot.dueAt < entry.dueAt || (slot.dueAt == entry.dueAt && slot.id < id) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        schedule.insert(Slot(dueAt: entry.dueAt, id: id), at: low)
    }

    /// Changes a row that is in flight and schedules it again.
    mutating func putBack(_ entry: RetryEntry<Instant>) {
        entries[entry.id] = entry
        schedule(entry.id)
    }

    /// Forgets a row that is not scheduled.
    mutating func remove(_ id: Int64) -> RetryEntry<Instant>? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        inFlight.remove(id)
        byteCount -= entry.byteCount
        if entry.replayID != nil { replayCount -= 1 }
        return entry
    }

    /// How many rows are due, looking no further than `limit`.
    func dueCount(at now: Instant, limit: Int) -> Int {
        var count = 0
        for slot in schedule {
            if count >= limit || slot.dueAt > now { break }
            count += 1
        }
        return count
    }

    /// The next rows that are due, at least one if there is one; one that failed alone goes alone.
    mutating func takeDue(at now: Instant, maxEvents: Int, maxBytes: Int) -> [RetryEntry<Instant>] {
        var taken: [RetryEntry<Instant>] = []
        var passedOver: [Slot] = []
        var bytes = 0
        while taken.count < maxEvents, let slot = schedule.first, slot.dueAt <= now, let entry = entries[slot.id] {
            if !taken.isEmpty, bytes + entry.byteCount > maxBytes { break }
            schedule.removeFirst()
            if entry.isAlone, !taken.isEmpty {
                passedOver.append(slot)
                continue
            }
            taken.append(entry)
            inFlight.insert(entry.id)
            bytes += entry.byteCount
            if entry.isAlone { break }
        }
        schedule.prepend(contentsOf: passedOver)
        return taken
    }

    /// Takes a scheduled row out of the schedule, as if it were in flight.
    mutating func take(_ id: Int64) {
        schedule.removeAll { $0.id == id }
        inFlight.insert(id)
    }

    mutating func markAdopted(_ ids: [Int64]) {
        for id in ids {
            entries[id]?.isAdopted = true
        }
    }

    /// The rows that still need the journal below `position` and are not in flight, by sequence.
    func unadopted(below position: UInt64) -> [RetryEntry<Instant>] {
        entries.values
            .filter { !$0.isAdopted && $0.sequence < position && !inFlight.contains($0.id) }
            .sorted { $0.sequence < $1.sequence }
    }

    /// The rows that are not in flight, with what they are versions of where that is known.
    var waitingVersions: [(id: Int64, version: EventVersion)] {
        entries.values.compactMap { entry in
            guard let version = entry.version, !inFlight.contains(entry.id) else { return nil }
            return (entry.id, version)
        }
    }

    /// The lowest sequence that a row in flight needs of the journal.
    var lowestInFlight: UInt64? {
        inFlight.lazy.compactMap { entries[$0] }.filter { !$0.isAdopted }.map(\.sequence).min()
    }
}
