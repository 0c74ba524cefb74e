/// Counts the chunks of large requests, without I/O and with time passed in (unix milliseconds). Bounded: 1,024 requests,
/// of which the finished ones go first, each for a week at most.
package struct LargeRequestLedger: Codable, Sendable, Hashable {
    package static let capacity = 1024
    /// Milliseconds without a chunk after which the missing ones are worth a warning.
    package static let patience: Int64 = 3_600_000
    /// Milliseconds after the last event of a request for which it is remembered.
    package static let memory: Int64 = 7 * 86_400_000

    private var requests: [String: LargeRequest] = [:]
    /// Everything below this sequence of the journal has been counted.
    package private(set) var position: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { requests.isEmpty }

    /// Every request that is remembered, the oldest first.
    package var all: [LargeRequest] {
        requests.values.sorted { ($0.openedAt, $0.reference) < ($1.openedAt, $1.reference) }
    }

    /// Takes in what an event says that was accepted under `sequence`. The same event twice counts once, as long as
    /// `advance` has not gone past it. Nil where it changes nothing.
    package mutating func note(
        _ notice: LargeRequestNotice,
        sequence: UInt64,
        at time: Int64
    ) -> [LargeRequestChange]? {
        guard sequence >= position else { return nil }
        let known = requests[notice.reference]
        if known == nil, notice.kind == .data { return nil }
        var request = known ?? LargeRequest(reference: notice.reference, at: time)
        guard request.recent.insert(sequence).inserted else { return nil }
        request.lastAt = max(request.lastAt, time)
        switch notice.kind {
        case .processing: break
        case .sending(let expected): request.expected = expected ?? request.expected
        case .chunk, .data: request.arrived += 1
        }
        let wasComplete = request.state == .complete
        request.settle()
        requests[notice.reference] = request
        var changes: [LargeRequestChange] = known == nil ? [.started(request)] : []
        if request.state == .complete, !wasComplete { changes.append(.completed(request)) }
        return changes + makeRoom()
    }

    /// Looks for what has waited too long.
    package mutating func tick(now: Int64) -> [LargeRequestChange] {
        var changes: [LargeRequestChange] = []
        for request in all {
            if now - request.lastAt > Self.memory {
                requests[request.reference] = nil
                if request.isOpen { changes.append(.dropped(request)) }
            } else if request.state == .processing || request.state == .sending,
                now - request.lastAt >= Self.patience
            {
                requests[request.reference]?.state = .incomplete
                if let missed = requests[request.reference] { changes.append(.missed(missed)) }
            }
        }
        return changes
    }

    /// Says that everything below `position` has been counted and will not come again.
    package mutating func advance(to position: UInt64) {
        guard position > self.position else { return }
        self.position = position
        for (reference, request) in requests where !request.recent.isEmpty {
            requests[reference]?.recent = request.recent.filter { $0 >= position }
        }
    }

    /// Goes back to the end of a journal that is shorter than what was counted: it is another one.
    package mutating func restart(at position: UInt64) {
        self.position = position
    }

    private mutating func makeRoom() -> [LargeRequestChange] {
        guard requests.count > Self.capacity else { return [] }
        let oldest = requests.values.min {
            ($0.isOpen ? 1 : 0, $0.lastAt, $0.reference) < ($1.isOpen ? 1 : 0, $1.lastAt, $1.reference)
        }
        guard let oldest else { return [] }
        requests[oldest.reference] = nil
        return oldest.isOpen ? [.dropped(oldest)] : []
    }
}

extension LargeRequest {
    /// The state that follows from the counts.
    fileprivate mutating func settle() {
        guard let expected else {
            state = .processing
            return
        }
        state = arrived >= expected ? .complete : .sending
    }
}
