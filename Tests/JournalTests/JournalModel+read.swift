import FaultyDisk
import Journal
import RouterCore

extension JournalModel {
    /// One destination reads on from where it was.
    mutating func read() {
        let name = Self.pool[Int.random(in: 0..<Self.pool.count, using: &random)]
        let reader = reader(name)
        if random.oneIn(6) { reader.seek(to: randomPosition(name)) }
        comparePending(name, from: reader.position)
        _ = readOn(reader, name)
    }

    /// Reads all that is left for a destination, and releases it.
    mutating func drain(_ name: String) {
        let reader = reader(name)
        while violations.isEmpty, readOn(reader, name) {}
        cursors[name] = max(cursors[name] ?? 1, reader.position)
        _ = log?.journal.release(name, upTo: reader.position)
    }

    mutating func release() {
        let name = Self.pool[Int.random(in: 0..<Self.pool.count, using: &random)]
        guard let reader = readers[name] else { return }
        let position = UInt64.random(in: 1...max(reader.position, 1), using: &random)
        cursors[name] = max(cursors[name] ?? 1, position)
        _ = log?.journal.release(name, upTo: position)
    }

    /// Reads everything for every destination and compares it with what is known; what was uncertain is known after.
    mutating func verify() {
        guard let log else { return }
        var found: [UInt64: Event] = [:]
        for name in Self.pool {
            let reader = log.journal.reader(for: name, from: 1)
            var last: UInt64 = 0
            while violations.isEmpty, let events = next(reader), !events.isEmpty {
                for event in events {
                    if event.sequence <= last { violate("\(name) read \(event.sequence) after \(last)") }
                    last = event.sequence
                    if let twin = found[event.sequence], !same(twin, event) { violate("two events at \(last)") }
                    found[event.sequence] = event
                    if let known = known[event.sequence] { compare(event, known, name) }
                }
            }
            compareNeeded(name, found)
        }
        resurrect(found)
        if log.journal.end < nextSequence { violate("sequence \(log.journal.end) would come again") }
        nextSequence = log.journal.end
        compareDamage()
        for name in Self.pool { _ = log.journal.release(name, upTo: cursors[name] ?? 1) }
    }

    /// Everything that is not released must have been found, but for what the test has damaged.
    private mutating func compareNeeded(_ name: String, _ found: [UInt64: Event]) {
        for sequence in sequences where sequence >= cursors[name] ?? 1 {
            guard let known = known[sequence], known.destinations.contains(name), !known.isDamaged else { continue }
            if found[sequence] == nil, !isSuperseded(sequence, for: name) {
                violate("\(known.event.id) at \(sequence) is lost for \(name)")
            }
        }
    }

    /// Whether a newer version was made durable for the destination too. The newest never is.
    private func isSuperseded(_ sequence: UInt64, for name: String) -> Bool {
        guard configuration.latestDestinations.contains(name), let event = known[sequence]?.event,
            let key = event.versionKey
        else { return false }
        let version = EventVersion(key: key, ordering: event.ordering, sequence: sequence)
        return versions[key, default: []].contains { other in
            guard let known = known[other], known.destinations.contains(name) else { return false }
            return EventVersion(key: key, ordering: known.event.ordering, sequence: other).isNewer(than: version)
        }
    }

    /// What was refused, and is there nevertheless, counts as accepted from now on.
    private mutating func resurrect(_ found: [UInt64: Event]) {
        for (sequence, event) in found.sorted(by: { $0.key < $1.key }) where known[sequence] == nil {
            guard let index = uncertain.lastIndex(where: { same($0.event, event) }) else {
                violate("\(event.id) at \(sequence) was never appended, or is there twice")
                continue
            }
            remember(uncertain.remove(at: index), at: sequence)
        }
        uncertain = []
    }

    private mutating func compareDamage() {
        guard let log else { return }
        let needed = sequences.count { sequence in
            guard let known = known[sequence], known.isDamaged else { return false }
            return known.destinations.contains { sequence >= cursors[$0] ?? 1 && !isSuperseded(sequence, for: $0) }
        }
        // Each is counted in the life that meets it; a new index then leaves it out.
        let counted = damagedBefore + log.journal.statistics.damaged
        if counted < needed { violate("\(counted) damaged records counted, \(needed) needed ones are") }
    }

    private mutating func reader(_ name: String) -> any JournalReader {
        if let reader = readers[name] { return reader }
        let position = cursors[name] ?? 1
        guard let reader = log?.journal.reader(for: name, from: position) else { preconditionFailure("not open") }
        readers[name] = reader
        return reader
    }

    /// At its cursor or above, where everything must still be there.
    private mutating func randomPosition(_ name: String) -> UInt64 {
        let cursor = cursors[name] ?? 1
        return UInt64.random(in: cursor...max(cursor, nextSequence), using: &random)
    }

    /// Returns whether there was anything.
    private mutating func readOn(_ reader: any JournalReader, _ name: String) -> Bool {
        let start = reader.position
        let maxEvents = Int.random(in: 1...20, using: &random)
        let maxBytes = Int.random(in: 0...2000, using: &random)
        guard let events = next(reader, maxEvents: maxEvents, maxBytes: maxBytes) else { return false }
        let expected = expected(name, from: start, below: reader.position)
        let missing = Set(expected).subtracting(events.map(\.sequence))
        if events.map(\.sequence) != expected.filter({ !missing.contains($0) })
            || !missing.allSatisfy({ wasCompacted($0, for: name) })
        {
            violate("\(name) read \(events.map(\.sequence)) from \(start) to \(reader.position), not \(expected)")
        }
        if events.count > maxEvents { violate("more events than asked for") }
        let bytes = events.reduce(0) { $0 + $1.payload.count }
        if events.count > 1, bytes > maxBytes { violate("\(bytes) bytes where \(maxBytes) were asked for") }
        for event in events {
            if let known = known[event.sequence] { compare(event, known, name) }
        }
        if events.isEmpty, reader.position != nextSequence { violate("nothing more at \(reader.position)") }
        return !events.isEmpty
    }

    private func wasCompacted(_ sequence: UInt64, for name: String) -> Bool {
        guard hasCompacted, isSuperseded(sequence, for: name) else { return false }
        // What a damaged index said of it is gone.
        return mayFail || hasDamagedIndex || log?.journal.isCompacted(sequence) == true
    }

    private mutating func next(
        _ reader: any JournalReader,
        maxEvents: Int = 7,
        maxBytes: Int = 5000
    ) -> [Event]? {
        do {
            return try reader.next(maxEvents: maxEvents, maxBytes: maxBytes)
        } catch {
            if !mayFail { violate("reading failed on a healthy disk: \(error.reason)") }
            return nil
        }
    }

    private func expected(_ name: String, from start: UInt64, below end: UInt64) -> [UInt64] {
        sequences.filter { sequence in
            guard sequence >= start, sequence < end, let known = known[sequence] else { return false }
            return known.destinations.contains(name) && !known.isDamaged
        }
    }

    private mutating func comparePending(_ name: String, from position: UInt64) {
        // What is damaged is counted until somebody has met it.
        guard let log, !known.values.contains(where: \.isDamaged) else { return }
        do {
            let pending = try log.journal.pending(for: name, from: position)
            let expected = expected(name, from: position, below: .max).compactMap { known[$0]?.event }
            let bytes = expected.reduce(0) { $0 + $1.payload.count }
            if mayFail || hasDamagedIndex {
                if !hasCompacted, pending.events < expected.count {
                    violate("\(pending.events) of \(expected.count) events wait")
                }
                return
            }
            if hasCompacted {
                let needed = self.expected(name, from: position, below: .max).count { !isSuperseded($0, for: name) }
                if pending.events < needed { violate("\(pending.events) events wait, but \(needed) are needed") }
                if pending.events > expected.count { violate("\(pending.events) of \(expected.count) events wait") }
                return
            }
            if pending.events != expected.count { violate("\(pending.events) events wait, not \(expected.count)") }
            if pending.bytes != bytes { violate("\(pending.bytes) bytes wait, not \(bytes)") }
            let oldest = expected.map(\.receivedAt).min()
            if pending.oldestReceivedAt != oldest { violate("the oldest is not \(String(describing: oldest))") }
        } catch {
            if !mayFail { violate("no count of what waits: \(error.reason)") }
        }
    }

    private mutating func compare(_ event: Event, _ known: Known, _ name: String) {
        if !same(event, known.event) { violate("\(known.event.id) at \(event.sequence) has changed for \(name)") }
        if names(of: event) != known.destinations.intersection(configuration.destinations) {
            violate("\(known.event.id) has other destinations")
        }
        if !known.destinations.contains(name) { violate("\(known.event.id) is not for \(name)") }
    }

    /// All but sequence and destinations.
    private func same(_ one: Event, _ other: Event) -> Bool {
        one.id == other.id && one.type == other.type && one.userID == other.userID
            && one.referenceID == other.referenceID && one.provider == other.provider
            && one.reference == other.reference && one.receivedAt == other.receivedAt
            && one.ordering == other.ordering && one.payload == other.payload
    }
}
