import Formats
import ObjectStorage
import RouterCore

/// Sends the messages of one batch.
struct SQSSender: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias Settled = [(event: Int, outcome: Outcome)]

    private static let tooSlow = Outcome.retry(after: nil, reason: "SQS is too slow for the batch")

    let client: SQSClient
    /// In which form payloads are sent.
    let encoder: PayloadEncoder
    /// Where messages go that are over the limit.
    let offloading: SQSOffloading?
    /// Bytes of a message with its attributes.
    let maximumSize: Int
    let connections: Int
    let isFIFO: Bool
    let preservesUserOrder: Bool

    func send(_ batch: Batch, until deadline: Instant) async -> Outcomes {
        var settlement = BatchSettlement(count: batch.events.count)
        let messages = messages(of: batch, &settlement)
        let lanes = SQSPlan.lanes(
            messages,
            count: connections,
            keepsGroups: isFIFO || preservesUserOrder,
            separatesGroups: preservesUserOrder
        )
        var waiting = lanes[...]
        var reasonToStop: Outcome?
        await withTaskGroup(of: (settled: Settled, reasonToStop: Outcome?).self) { group in
            func startNext() {
                guard reasonToStop == nil, let lane = waiting.popFirst() else { return }
                group.addTask { await self.send(lane: lane, until: deadline) }
            }
            for _ in 0..<connections { startNext() }
            while let (settled, reason) = await group.next() {
                for (event, outcome) in settled { settlement.fail([event], outcome) }
                reasonToStop = reasonToStop ?? reason
                startNext()
            }
        }
        for message in waiting.joined().joined() { settlement.fail([message.event], reasonToStop ?? Self.tooSlow) }
        return settlement.outcomes
    }

    /// The messages of the events that have one; what becomes of the others is noted.
    private func messages(of batch: Batch, _ settlement: inout BatchSettlement) -> [SQSMessage] {
        var messages: [SQSMessage] = []
        for (position, event) in batch.events.enumerated() {
            let encoded = encoder.encode(event.payload, of: event)
            if case .payload(let payload) = encoded {
                messages.append(SQSMessage(event, payload, encoder, at: position, isFIFO: isFIFO))
            } else if let outcome = encoded.outcome {
                settlement.fail([position], outcome)
            }
        }
        return messages
    }

    /// Sends requests one after the other; an answer that goes for all ends the lane. Where users' order is kept, what
    /// was not delivered holds up those behind it.
    private func send(
        lane: [[SQSMessage]],
        until deadline: Instant
    ) async -> (settled: Settled, reasonToStop: Outcome?) {
        var settled: Settled = []
        var held: [String: Outcome] = [:]
        var reasonToStop: Outcome?
        for request in lane {
            if reasonToStop == nil, ContinuousClock.now >= deadline { reasonToStop = Self.tooSlow }
            if let reasonToStop {
                settled += request.map { ($0.event, reasonToStop) }
                continue
            }
            settled += request.compactMap { message in held[message.order].map { (message.event, $0) } }
            let ready = request.filter { held[$0.order] == nil }
            let verdicts = await send(ready, until: deadline)
            for (message, verdict) in zip(ready, verdicts) {
                settled.append((message.event, verdict.outcome))
                if verdict.concernsAll { reasonToStop = reasonToStop ?? verdict.outcome }
                if preservesUserOrder, case .retry(let after, _) = verdict.outcome {
                    held[message.order] = .retry(
                        after: after,
                        reason: "an event of the same user that comes before it was not delivered"
                    )
                }
            }
        }
        return (settled, reasonToStop)
    }

    /// Puts what is too large elsewhere, sends the rest with pointers to it. One verdict a message, in order.
    private func send(_ messages: [SQSMessage], until deadline: Instant) async -> [SQSVerdict] {
        var verdicts = [SQSVerdict?](repeating: nil, count: messages.count)
        var ready: [(index: Int, message: SQSMessage)] = []
        for (index, message) in messages.enumerated() {
            if message.size <= maximumSize {
                ready.append((index, message))
            } else {
                switch await offload(message, until: deadline) {
                case .success(let pointer): ready.append((index, pointer))
                case .failure(let verdict): verdicts[index] = verdict
                }
            }
        }
        for (sent, verdict) in zip(ready, await sendEach(ready.map(\.message), until: deadline)) {
            verdicts[sent.index] = verdict
        }
        return verdicts.map { $0 ?? .notSaid }
    }

    private enum Offloaded {
        case success(SQSMessage)
        case failure(SQSVerdict)
    }

    private func offload(_ message: SQSMessage, until deadline: Instant) async -> Offloaded {
        guard let offloading else {
            let reason =
                "the event is \(message.size) bytes as a message, the queue takes \(maximumSize): name a bucket "
                + "in 'large_payloads'"
            return .failure(SQSVerdict(outcome: .rejected(reason: reason), concernsAll: false))
        }
        do throws(ObjectStoreFailure) {
            return .success(try await offloading.offload(message, until: deadline))
        } catch {
            return .failure(SQSVerdict(outcome: error.outcome, concernsAll: error.concernsAll))
        }
    }

    /// Sends messages in one request. One that is refused as a whole is taken apart until the message that is refused
    /// stands alone.
    private func sendEach(_ messages: [SQSMessage], until deadline: Instant) async -> [SQSVerdict] {
        guard !messages.isEmpty else { return [] }
        do throws(SQSFailure) {
            return try await client.send(messages, until: deadline).map { $0 ?? .notSaid }
        } catch {
            let verdict = error.verdict
            guard case .rejected = verdict.outcome, messages.count > 1 else {
                return Array(repeating: verdict, count: messages.count)
            }
            let middle = messages.count / 2
            let first = await sendEach(Array(messages[..<middle]), until: deadline)
            return first + (await sendEach(Array(messages[middle...]), until: deadline))
        }
    }
}

extension SQSVerdict {
    static let delivered = SQSVerdict(outcome: .delivered, concernsAll: false)
    static let notSaid = SQSVerdict(
        outcome: .retry(after: nil, reason: "SQS did not say what became of the message"),
        concernsAll: false
    )

    init(outcome: Outcome, concernsAll: Bool) {
        self.outcome = outcome
        self.concernsAll = concernsAll
    }
}
