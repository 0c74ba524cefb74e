internal import RouterCore

/// Gathers what becomes of the documents of a batch into one outcome an event.
struct BatchSettlement {
    private let documents: [StoredDocument]
    private var settled: [Outcome?]
    private let events: Int

    init(_ documents: [StoredDocument], events: Int) {
        self.documents = documents
        self.events = events
        settled = Array(repeating: nil, count: documents.count)
    }

    mutating func settle(_ document: Int, _ outcome: Outcome) { settled[document] = outcome }

    mutating func settle(_ document: Int, _ failure: MongoFailure) { settled[document] = Self.outcome(failure) }

    /// Settles what is not settled yet.
    mutating func settleRest(_ failure: MongoFailure) {
        let outcome = Self.outcome(failure)
        for index in settled.indices where settled[index] == nil { settled[index] = outcome }
    }

    /// Of an event with several documents the worst: what asks for a person, then what asks for another attempt, then
    /// what is refused.
    var outcomes: Outcomes {
        var outcomes = [Outcome](repeating: .delivered, count: events)
        for (document, outcome) in zip(documents, settled) {
            guard let outcome, outcome != .delivered else { continue }
            for event in document.events where Self.rank(outcome) > Self.rank(outcomes[event]) {
                outcomes[event] = outcome
            }
        }
        guard let first = outcomes.first, outcomes.allSatisfy({ $0 == first }) else { return .each(outcomes) }
        if case .rejected = first { return .each(outcomes) }
        return .all(first)
    }

    private static func outcome(_ failure: MongoFailure) -> Outcome {
        switch MongoVerdict(failure) {
        case .retry: .retry(after: failure.retryAfter.map { .milliseconds($0) }, reason: failure.reason)
        case .pause: .pause(reason: failure.advice)
        case .reject: .rejected(reason: failure.reason)
        case .taken: .delivered
        }
    }

    private static func rank(_ outcome: Outcome) -> Int {
        switch outcome {
        case .delivered, .skipped: 0
        case .rejected: 1
        case .retry: 2
        case .pause: 3
        }
    }
}
