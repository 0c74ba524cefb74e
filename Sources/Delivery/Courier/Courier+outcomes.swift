internal import RouterCore

extension Courier {
    /// Tells those who watch what became of events.
    func publish(_ settlement: Settlement<Instant>, at now: Int64) {
        guard let feed, feed.isWatched else { return }
        var lines: [OutcomeLine] = []
        for letter in settlement.delivered { lines.append(line(letter, .delivered, nil, now)) }
        for one in settlement.skipped { lines.append(line(one.letter, .skipped, one.reason, now)) }
        for one in settlement.retried { lines.append(line(one.letter, .retry, one.reason, now)) }
        for one in settlement.dead { lines.append(line(one.letter, .dead, one.reason, now)) }
        if !lines.isEmpty { feed.publish(lines, of: name) }
    }

    /// The outcomes with those skipped as rejected that a strict route wants delivered.
    func strictly(_ outcomes: Outcomes, of flight: Int) -> Outcomes {
        guard let letters = machine.flights[flight]?.letters else { return outcomes }
        switch outcomes {
        case .all(.skipped(let reason)):
            return .each(letters.map { strictly(.skipped(reason: reason), $0.event) })
        case .each(let each) where each.count == letters.count:
            return .each(zip(each, letters).map { strictly($0, $1.event) })
        default:
            return outcomes
        }
    }

    private func strictly(_ outcome: Outcome, _ event: Event?) -> Outcome {
        guard case .skipped(let reason) = outcome, let event, isStrict(event) else { return outcome }
        return .rejected(reason: reason)
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
