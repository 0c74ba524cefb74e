import FaultyDisk
import Journal
import RouterCore

extension JournalModel {
    /// One commit of a few requests, and what must come of it.
    mutating func append() {
        guard let log else { return }
        let requests = (0..<Int.random(in: 1...4, using: &random)).map { _ in makeEvents() }
        let answers = log.commit(requests.map { AppendRequest($0) })
        // Identities that this commit has accepted so far: a repetition among them is a duplicate too.
        var accepted: [Event] = []
        var wasRefused = false
        for (events, answer) in zip(requests, answers) {
            switch answer {
            case .failure(.full): if configuration.maxSize == 1 << 30 { violate("full without a limit") }
            case .failure(.diskFull) where fileSystem.tellsSpace && mayFail:
                // One request alone may have found no room.
                uncertain += events.map { known($0) }
            case .failure(let failure):
                if !mayFail { violate("refused on a healthy disk: \(failure.reason)") }
                uncertain += events.map { known($0) }
                wasRefused = true
            case .success(let results):
                if results.count != events.count { violate("\(results.count) results for \(events.count) events") }
                for (event, result) in zip(events, results) { judge(event, result, &accepted) }
            }
        }
        if wasRefused, !accepted.isEmpty { violate("a commit failed in part") }
        for event in accepted { remember(known(event), at: nextSequence) }
        if log.journal.end != nextSequence { violate("the end is \(log.journal.end), not \(nextSequence)") }
    }

    private mutating func judge(_ event: Event, _ result: AppendResult, _ accepted: inout [Event]) {
        switch result {
        case .accepted(let sequence):
            let expected = nextSequence + UInt64(accepted.count)
            if sequence != expected { violate("sequence \(sequence) in place of \(expected)") }
            let isDuplicate = isRemembered(event) || (isDeduplicating && accepted.contains { $0.id == event.id })
            if isDuplicate, !forgottenIdentities.contains(event.id) {
                violate("the duplicate \(event.id) was accepted")
            }
            accepted.append(event)
        case .duplicate:
            let isDuplicate = isRemembered(event) || accepted.contains { $0.id == event.id }
            if !isDuplicate, !forgottenIdentities.contains(event.id) { violate("\(event.id) is no duplicate") }
        }
    }

    mutating func remember(_ accepted: Known, at sequence: UInt64) {
        var accepted = accepted
        accepted.event.sequence = sequence
        known[sequence] = accepted
        sequences.append(sequence)
        if let key = accepted.event.versionKey { versions[key, default: []].append(sequence) }
        nextSequence = sequence + 1
        if isDeduplicating { uncertain.removeAll { $0.event.id == accepted.event.id } }
        forgottenIdentities.remove(accepted.event.id)
    }

    /// The names that an event's bits stand for today.
    func names(of event: Event) -> Set<String> {
        let names = configuration.destinations.enumerated().filter {
            event.destinations.contains(DestinationSet(index: $0.offset))
        }
        return Set(names.map(\.element))
    }

    private var isDeduplicating: Bool { configuration.deduplicateFor > .zero }

    /// Whether the identity is among the newest that deduplication remembers, and not too old.
    private func isRemembered(_ event: Event) -> Bool {
        guard isDeduplicating else { return false }
        let window = sequences.suffix(configuration.maxDeduplicationEntries)
        let original = window.last { known[$0]?.event.id == event.id }
        guard let original, let time = known[original]?.event.receivedAt else { return false }
        return event.receivedAt / 1000 - time / 1000 <= configuration.deduplicateFor.components.seconds
    }

    private mutating func makeEvents() -> [Event] {
        (0..<Int.random(in: 1...5, using: &random)).map { _ in makeEvent() }
    }

    private mutating func makeEvent() -> Event {
        let isRepetition = identities > 0 && random.oneIn(5)
        let identity = isRepetition ? Int.random(in: max(0, identities - 60)..<identities, using: &random) : identities
        if !isRepetition { identities += 1 }
        let size = random.oneIn(30) ? 9000 : Int.random(in: 0...300, using: &random)
        let isKeyed = Bool.random(using: &random)
        let payload = isKeyed ? makeDay(size) : makePayload(size)
        let userID = isKeyed ? "user-\(Int.random(in: 0..<3, using: &random))" : "user-\(identity % 7)"
        let bits = UInt64.random(in: 1..<(1 << UInt64(configuration.destinations.count)), using: &random)
        var event = Event(
            id: "event-\(identity)",
            type: "body",
            userID: !isKeyed && random.oneIn(4) ? nil : userID,
            referenceID: random.oneIn(3) ? "" : nil,
            provider: "DEXCOM",
            reference: random.oneIn(2) ? nil : "reference-\(identity)",
            receivedAt: clock.now,
            // Versions come late now and then, or with the ordering of another.
            ordering: isKeyed
                ? Int64(identities + Int.random(in: 0..<20, using: &random))
                : .random(
                    in: 0...Int64.max,
                    using: &random
                ),
            destinations: DestinationSet(rawValue: bits),
            payload: payload
        )
        event.versionKey = isKeyed ? VersionKey(of: event) : nil
        return event
    }

    /// A day of a user's, of which there are versions.
    private mutating func makeDay(_ size: Int) -> Payload {
        let day = Int.random(in: 1...2, using: &random)
        let filler = String(repeating: "x", count: size)
        return Array("{\"data\":[{\"filler\":\"\(filler)\",\"metadata\":{\"start_time\":\"2026-09-0\(day)\"}}]}".utf8)[
            ...
        ]
    }

    private mutating func makePayload(_ size: Int) -> Payload {
        var bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
        // What starts a record, as somebody might plant it in a payload.
        if size > 40, random.oneIn(3) { bytes.replaceSubrange(20..<24, with: [0xB5, 0x57, 0x1D, 0x9E]) }
        return bytes[...]
    }
}
