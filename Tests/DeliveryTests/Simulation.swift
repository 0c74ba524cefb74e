import Delivery
import RouterCore
import Testing

/// A courier without threads, files or clocks: a state machine, a journal that is an array, a file that is a
/// dictionary, and a destination that is a closure. It checks at every step what must hold at every step.
struct Simulation {
    typealias Machine = CourierStateMachine<ManualInstant>

    struct Sent {
        let at: ManualInstant
        let sequences: [UInt64]
    }

    struct Answer {
        var outcomes: Outcomes
        var after: Duration = .milliseconds(5)
    }

    var settings = DeliverySettings()
    var limits = CourierLimits()
    let seed: UInt64
    var now = ManualInstant()
    var machine: Machine
    var journal: [Event] = []
    var destination: (Simulation, [Event]) -> Answer
    var preparation: (Simulation) -> DestinationFailure? = { _ in nil }

    // What a file would hold.
    var saved = BacklogPosition()
    var savedCursor: UInt64 { saved.cursor }
    var rows: [Int64: RetryEntry<ManualInstant>] = [:]
    var dead: [UInt64: String] = [:]
    var delivered: [UInt64: Int] = [:]

    var sent: [Sent] = []
    private(set) var maxInFlight = 0
    var notices: [(notice: CourierNotice, at: ManualInstant)] = []
    private var answers: [(flight: Int, at: ManualInstant, Outcomes)] = []
    private var readIndex = 0
    private var sequencesByUser: [String: [UInt64]] = [:]

    init(
        settings: DeliverySettings = DeliverySettings(),
        limits: CourierLimits = CourierLimits(),
        seed: UInt64 = 1,
        events: [Event],
        destination: @escaping (Simulation, [Event]) -> Answer
    ) {
        self.settings = settings
        self.limits = limits
        self.seed = seed
        self.destination = destination
        machine = Machine(settings: settings, limits: limits, saved: .init(), seed: seed, at: now)
        for event in events { append(event) }
    }

    /// Neither delivered nor dead.
    private(set) var unsettled: Set<UInt64> = []

    var isDrained: Bool { unsettled.isEmpty && answers.isEmpty }

    mutating func append(_ event: Event) {
        journal.append(event)
        unsettled.insert(event.sequence)
        if let user = event.userID { sequencesByUser[user, default: []].append(event.sequence) }
        machine.journalGrew()
    }

    /// Forgets all that is in memory, as `kill -9` would, and starts from what was saved.
    mutating func crash() {
        answers = []
        let saved = SavedProgress(position: saved, retries: Array(rows.values))
        machine = Machine(settings: settings, limits: limits, saved: saved, seed: seed &+ 1, at: now)
        readIndex = journal.firstIndex { $0.sequence >= savedCursor } ?? journal.count
    }

    /// Runs until everything is settled or the time is over; `isDrained` tells which.
    mutating func run(for duration: Duration = .seconds(30 * 86_400), maxSteps: Int = 200_000) {
        let end = now.advanced(by: duration)
        var steps = 0
        while now < end, !isDrained, steps < maxSteps {
            step(until: end)
            steps += 1
        }
    }

    mutating func step(until end: ManualInstant) {
        switch machine.next(at: now) {
        case .prepare:
            settle(machine.preparationEnded(preparation(self), at: now))
        case .read(let maxEvents, let maxBytes):
            read(maxEvents, maxBytes)
        case .takeRequested:
            machine.took([], mayBeMore: false)
        case .takeReplay:
            machine.tookReplay([], hasMore: false)
        case .send(let flight):
            send(flight)
        case .settle(let settlement):
            settle(settlement)
        case .wait(let until, _):
            wait(until, end)
        case .finished:
            now = end
        }
    }

    private mutating func read(_ maxEvents: Int, _ maxBytes: Int) {
        var events: [Event] = []
        var bytes = 0
        while readIndex < journal.count, events.count < maxEvents {
            let event = journal[readIndex]
            if !events.isEmpty, bytes + event.payload.count > maxBytes { break }
            events.append(event)
            bytes += event.payload.count
            readIndex += 1
        }
        let position = readIndex < journal.count ? journal[readIndex].sequence : (journal.last?.sequence ?? 0) + 1
        machine.received(
            events.map(EventReference.init),
            position: position,
            reachedEnd: readIndex == journal.count,
            at: now,
            unixTime: now.unixTime
        )
    }

    private mutating func send(_ flight: Flight<ManualInstant>) {
        var flight = flight
        if flight.isRetry {
            var events: [Int64: Event] = [:]
            for letter in flight.letters {
                guard let id = letter.retryID else { continue }
                events[id] = journal.first { $0.sequence == letter.sequence }
            }
            let (loaded, settlement) = machine.loaded(events, into: flight.id, at: now)
            settle(settlement)
            guard let loaded else { return }
            flight = loaded
        }
        let events = flight.letters.compactMap(\.event)
        check(events.count == flight.letters.count, "letters without their events")
        check(events.count <= settings.limits.maxEvents, "a batch of \(events.count)")
        checkOrder(events)
        sent.append(Sent(at: now, sequences: events.map(\.sequence)))
        let answer = destination(self, events)
        answers.append((flight.id, now.advanced(by: answer.after), answer.outcomes))
        maxInFlight = max(maxInFlight, answers.count)
    }

    private mutating func wait(_ until: ManualInstant?, _ end: ManualInstant) {
        let moments = answers.map(\.at) + [until].compactMap(\.self) + [end]
        guard let moment = moments.min() else { return }
        check(moment >= now, "a wait for what is past")
        now = max(now, moment)
        while let index = answers.firstIndex(where: { $0.at <= now }) {
            let (flight, _, outcomes) = answers.remove(at: index)
            settle(machine.finished(flight, outcomes, at: now))
        }
    }

    private mutating func settle(_ settlement: Settlement<ManualInstant>) {
        for letter in settlement.delivered {
            delivered[letter.sequence, default: 0] += 1
            unsettled.remove(letter.sequence)
            if let id = letter.retryID { rows[id] = nil }
        }
        for dead in settlement.dead {
            check(self.dead[dead.letter.sequence] == nil, "\(dead.letter.sequence) is dead twice")
            self.dead[dead.letter.sequence] = dead.reason
            unsettled.remove(dead.letter.sequence)
            if let id = dead.letter.retryID { rows[id] = nil }
        }
        for row in settlement.queued {
            check(rows[row.entry.id] == nil, "row \(row.entry.id) is there already")
            unsettled.insert(row.entry.sequence)
            rows[row.entry.id] = row.entry
        }
        for row in settlement.requeued {
            check(rows[row.entry.id] != nil, "row \(row.entry.id) is missing")
            rows[row.entry.id] = row.entry
        }
        notices += settlement.notices.map { ($0, now) }
        checkPosition(settlement.position)
        saved = settlement.position
    }

    /// The cursor never moves back; what is read and neither delivered, dead nor queued is in `unsettled`, and nothing
    /// else of this destination is.
    private func checkPosition(_ position: BacklogPosition) {
        check(position.cursor >= savedCursor, "the cursor moved back")
        let queued = Set(rows.values.map(\.sequence))
        var ranges = position.unsettled[...]
        for event in journal where event.sequence >= savedCursor && event.sequence < position.readEnd {
            ranges = ranges.drop { $0.upperBound < event.sequence }
            let isLeft = ranges.first?.contains(event.sequence) ?? false
            let mustBeLeft = unsettled.contains(event.sequence) && !queued.contains(event.sequence)
            check(isLeft || !mustBeLeft, "\(event.sequence) is neither settled nor left to do")
            check(!isLeft || mustBeLeft, "\(event.sequence) is settled and left to do")
        }
    }

    /// With `order: user`, nothing is sent while an earlier event of its user is neither delivered nor dead.
    private func checkOrder(_ events: [Event]) {
        guard settings.order == .user else { return }
        for event in events {
            guard let user = event.userID else { continue }
            for earlier in sequencesByUser[user] ?? [] where earlier < event.sequence {
                check(!unsettled.contains(earlier), "\(event.sequence) overtakes \(earlier)")
            }
        }
    }

    /// As `#expect`, but cheap where it holds: it is asked millions of times.
    private func check(_ holds: Bool, _ comment: @autoclosure () -> String) {
        if !holds { Issue.record("\(comment()) (seed \(seed))") }
    }
}
