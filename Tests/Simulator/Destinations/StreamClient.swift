import FaultyDisk
import RouterCore

/// How a destination that takes one event after the other speaks with its site.
struct StreamClient: Sendable {
    /// What the site makes of a batch.
    private enum Behaviour {
        /// Takes what is good, and says so.
        case honest
        /// Takes nothing.
        case refuse(Outcome)
        /// Takes some, and puts off the others.
        case putOff([Bool], Duration?)
        /// Takes so many from the front, and says something else.
        case lie(taken: Int, Outcomes)
    }

    /// What a call will do.
    private struct Plan {
        /// Until it takes effect, and from then on until it returns.
        var before: Duration
        var after = Duration.zero
        var behaviour: Behaviour
        var endsWhenCancelled = true
    }

    private let site: Site
    private let process: ProcessView

    init(_ site: Site, _ process: ProcessView) {
        self.site = site
        self.process = process
    }

    func deliver(_ events: [Event], timeout: Duration) async -> Outcomes {
        let plan = plan(for: events.count, timeout)
        let call = site.begin { [site] in _ = Self.effect(of: plan.behaviour, on: events, at: site) }
        let wasCancelled = await process.sleep(plan.before, endsWhenCancelled: plan.endsWhenCancelled)
        if process.hasEnded { return .all(.retry(after: nil, reason: "ended")) }
        site.end(call)
        if wasCancelled {
            let cancelled = Outcomes.all(.retry(after: nil, reason: "cancelled"))
            guard site.random.oneIn(2) else { return cancelled }
            let outcomes = Self.effect(of: plan.behaviour, on: events, at: site)
            return site.random.oneIn(2) ? outcomes : cancelled
        }
        let outcomes = Self.effect(of: plan.behaviour, on: events, at: site)
        await process.sleep(plan.after, endsWhenCancelled: plan.endsWhenCancelled)
        return outcomes
    }

    private func plan(for count: Int, _ timeout: Duration) -> Plan {
        let quick = site.random.duration(.zero, .milliseconds(50))
        switch site.weather(at: process.now) {
        case .fine: return Plan(before: quick, behaviour: .honest)
        case .slow: return Plan(before: site.random.duration(.zero, timeout), behaviour: .honest)
        case .dead: return Plan(before: quick, behaviour: .refuse(.retry(after: nil, reason: "connection refused")))
        case .silent:
            let answer = Outcomes.all(.retry(after: nil, reason: "no answer"))
            return Plan(before: timeout, behaviour: .lie(taken: site.random.oneIn(3) ? count : 0, answer))
        case .throttling:
            let pause = site.random.duration(.zero, .seconds(site.random.pick([1, 20, 200])))
            return Plan(before: quick, behaviour: .refuse(.retry(after: pause, reason: "too many requests")))
        case .partial:
            let taken = (0..<count).map { _ in site.random.oneIn(2) }
            return Plan(before: quick, behaviour: .putOff(taken, site.random.oneIn(3) ? .seconds(3) : nil))
        case .unauthorized: return Plan(before: quick, behaviour: .refuse(.pause(reason: "wrong password")))
        case .lying:
            let answer = Outcomes.all(.retry(after: nil, reason: "connection reset"))
            let taken = Int.random(in: 0...count, using: &site.random)
            return Plan(before: quick, behaviour: .lie(taken: taken, answer))
        case .late:
            let whole = timeout + process.callGrace + site.random.duration(.zero, .seconds(30))
            let before = site.random.duration(.zero, whole)
            let ends = site.random.oneIn(2)
            return Plan(before: before, after: whole - before, behaviour: .honest, endsWhenCancelled: ends)
        case .confused:
            let each = Array(repeating: Outcome.delivered, count: site.random.pick([0, count + 1, count * 2]))
            return Plan(before: quick, behaviour: .lie(taken: count, .each(each)))
        }
    }

    /// What the call does at the site, and what the site says.
    private static func effect(of behaviour: Behaviour, on events: [Event], at site: Site) -> Outcomes {
        switch behaviour {
        case .honest: return take(events, events.count, at: site)
        case .refuse(let outcome): return .all(outcome)
        case .lie(let taken, let answer):
            _ = take(events, taken, at: site)
            return answer
        case .putOff(let taken, let pause):
            let outcomes = zip(events, taken).map { event, isTaken in
                if site.isSkipped(event.id) { return Outcome.skipped(reason: "nothing to say") }
                if site.isPoison(event.id) { return .rejected(reason: "malformed") }
                if isTaken { site.tookEffect(event) }
                return isTaken ? .delivered : .retry(after: pause, reason: "busy")
            }
            return .each(outcomes)
        }
    }

    private static func take(_ events: [Event], _ count: Int, at site: Site) -> Outcomes {
        if events.contains(where: { site.spoils($0, alone: events.count == 1) }) {
            return .all(.retry(after: nil, reason: "internal error"))
        }
        // What says nothing is not even sent.
        let outcomes = events.map { event in
            if site.isSkipped(event.id) { return Outcome.skipped(reason: "nothing to say") }
            return site.isPoison(event.id) ? .rejected(reason: "malformed") : .delivered
        }
        let isRefused = outcomes.contains(.rejected(reason: "malformed"))
        if isRefused, !site.scenario.judgesEach { return .all(.rejected(reason: "malformed")) }
        for (event, outcome) in zip(events.prefix(count), outcomes) where outcome == .delivered {
            site.tookEffect(event)
        }
        return outcomes.allSatisfy { $0 == .delivered } ? .all(.delivered) : .each(outcomes)
    }
}
