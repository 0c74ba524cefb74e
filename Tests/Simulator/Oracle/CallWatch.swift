import Delivery
import RouterCore

/// What a courier's calls must keep to within one life of the process: how many there are at once, how many events go in
/// what time, and what is not sent again, or not yet.
struct CallWatch {
    private let settings: DeliverySettings
    private let limits: CourierLimits
    private var life = 0
    private var firstCallAt = Duration.zero
    private var eventCount = 0
    private var lastCall = 0
    /// When those that have not returned began.
    private var underWay: [Int: Duration] = [:]
    /// Those beside which there were others, or that began before what another had said was heard.
    private var crowded: Set<Int> = []
    private var lastEndAt = Duration.seconds(-1)
    /// The whole destination was put off by a call that was alone.
    private var hold: (since: Duration, until: Duration)?
    private var putOffUntil: [UInt64: Duration] = [:]
    private var firstSentAt: [UInt64: Duration] = [:]
    /// What failed when it had been tried for long enough.
    private var isTooOld: Set<UInt64> = []
    /// What is sent again because a person asks for it may be sent at any time.
    var obeysPerson = false

    init(_ settings: DeliverySettings, _ limits: CourierLimits) {
        self.settings = settings
        self.limits = limits
    }

    /// A call begins. Returns its number.
    mutating func begin(_ batch: [Event], life: Int, at now: Duration, _ violate: (String) -> Void) -> Int {
        if self.life != life { self = next(life, at: now) }
        lastCall += 1
        eventCount += batch.count
        underWay[lastCall] = now
        if underWay.count > 1 { crowded.formUnion(underWay.keys) }
        if now == lastEndAt { crowded.insert(lastCall) }
        checkCount(at: now, violate)
        if let hold, now > hold.since, now < hold.until {
            violate("is called, and asked not to be until \(hold.until)")
        }
        for event in batch {
            if firstSentAt[event.sequence] == nil { firstSentAt[event.sequence] = now }
            if obeysPerson { continue }
            if let until = putOffUntil.removeValue(forKey: event.sequence), now < until {
                violate("is sent \(event.id), and asked for it not before \(until)")
            }
            if isTooOld.contains(event.sequence) { violate("is sent \(event.id), which was tried for long enough") }
        }
        return lastCall
    }

    private func next(_ life: Int, at now: Duration) -> CallWatch {
        var next = CallWatch(settings, limits)
        next.life = life
        next.firstCallAt = now
        next.obeysPerson = obeysPerson
        return next
    }

    private func checkCount(at now: Duration, _ violate: (String) -> Void) {
        let isOneGivenUp = underWay.values.contains { now - $0 >= settings.timeout + limits.callGrace }
        let most = settings.limits.maxConcurrency + (isOneGivenUp ? 1 : 0)
        if underWay.count > most { violate("has \(underWay.count) calls at once") }
        guard let rate = settings.rate else { return }
        // A fragment of a batch that was refused goes whole, and what comes later waits for it.
        let burst = max(1, rate / 10) + Double(settings.limits.maxEvents)
        let seconds = (now - firstCallAt) / .seconds(1)
        if Double(eventCount) > burst + rate * seconds + 1 { violate("is sent \(eventCount) events in \(seconds) s") }
    }

    /// A call has returned; `outcomes` is nil where that was too late.
    mutating func end(_ call: Int, _ batch: [Event], _ outcomes: Outcomes?, life: Int, at now: Duration) {
        guard life == self.life else { return }
        underWay[call] = nil
        lastEndAt = now
        // Whatever it says may change what was asked for before.
        hold = nil
        let wasAlone = crowded.remove(call) == nil
        guard let outcomes else { return }
        var each = batch.indices.map { Outcome.retry(after: nil, reason: "\($0)") }
        if case .each(let given) = outcomes {
            if given.count == batch.count { each = given }
        } else {
            each = batch.indices.map { outcomes[$0] }
        }
        note(each, of: batch, wasAlone: wasAlone, at: now)
    }

    private mutating func note(_ each: [Outcome], of batch: [Event], wasAlone: Bool, at now: Duration) {
        let delays = each.compactMap(\.retryDelay)
        let hasFailed = !delays.isEmpty && delays.count == each.count(where: { !$0.isSkipped })
        if hasFailed, wasAlone, let longest = delays.compactMap(\.self).max() {
            hold = (now, now + min(longest, limits.maxRetryAfter))
        }
        for (event, outcome) in zip(batch, each) {
            guard let delay = outcome.retryDelay else { continue }
            if let delay, !hasFailed { putOffUntil[event.sequence] = now + min(delay, limits.maxRetryAfter) }
            guard let giveUpAfter = settings.giveUpAfter, let first = firstSentAt[event.sequence] else { continue }
            if now - first > giveUpAfter { isTooOld.insert(event.sequence) }
        }
    }
}

extension Outcome {
    /// The delay that is asked for, if one is; nil where it is not to be tried again.
    fileprivate var retryDelay: Duration?? {
        if case .retry(let after, _) = self { .some(after) } else { nil }
    }

    fileprivate var isSkipped: Bool {
        if case .skipped = self { true } else { false }
    }
}
