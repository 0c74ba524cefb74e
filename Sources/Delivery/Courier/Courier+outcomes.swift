internal import RouterCore

extension Courier {
    /// Tells those who watch what became of events.
    func publish(_ settlement: Settlement<Instant>, at now: Int64) {
        guard let feed, feed.isWatched else { return }
        var lines: [OutcomeLine] = []
        for letter in settlement.delivered { lines.append(line(letter, .delivered, nil, now)) }
        for one in settlement.retried { lines.append(line(one.letter, .retry, one.reason, now)) }
        for one in settlement.dead { lines.append(line(one.letter, .dead, one.reason, now)) }
        if !lines.isEmpty { feed.publish(lines, of: name) }
    }

    private func line(
        _ letter: Letter<Instant>,
        _ outcome: OutcomeLine.Outcome,
        _ reason: String?,
        _ now: Int64
    ) -> OutcomeLine {
        OutcomeLine(
            time: now,
            destination: name,
            outcome: outcome,
            id: letter.event?.id,
            type: letter.event?.type,
            attempts: letter.attempts,
            latency: letter.event.map { max(0, now - $0.receivedAt) },
            reason: reason
        )
    }
}
