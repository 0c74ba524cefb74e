import HTTPTransport
import Logging
import RouterCore
import Synchronization
import TestSupport
import Testing
import WebhookDestination

/// What happens to the many events of a batch that are sent one by one.
@Suite struct WebhookBatchTests {
    private func events(_ count: Int, users: Int) -> [Event] {
        (0..<count).map { TestWebhook.event("\($0)", user: "u\($0 % users)") }
    }

    @Test func everyEventHasItsOwnOutcome() async throws {
        try await TestWebhook.run { webhook in
            webhook.receiver.answer { request in
                switch (Int(request.header("webhook-id") ?? "") ?? 0) % 3 {
                case 0: .status(200)
                case 1: .status(422)
                default: .status(500)
                }
            }
            let outcomes = await webhook.destination.deliver(Batch(events(60, users: 60)))
            for index in 0..<60 {
                switch (index % 3, outcomes[index]) {
                case (0, .delivered), (1, .rejected), (2, .retry): continue
                default: Issue.record("event \(index) became \(outcomes[index])")
                }
            }
            #expect(webhook.receiver.requests.count == 60)
        }
    }

    /// A receiver, what it has answered before, and how many requests it then gets at once.
    @Test(
        arguments: [
            ("nothing", 200, 0, 4), ("an event was taken", 200, 1, 5), ("all connections were used", 200, 50, 9),
            ("all were refused", 422, 50, 4),
        ]
    )
    func goesOutOverAsManyConnectionsAsEventsWereTaken(
        what: String,
        status: Int,
        events count: Int,
        waiting: Int
    ) async throws {
        try await TestWebhook.run(connections: 9) { webhook in
            webhook.receiver.answer { _ in .status(status) }
            _ = await webhook.destination.deliver(Batch(events(count, users: max(1, count))))
            try await expectRequestsAtOnce(waiting, webhook, "\(what)")
        }
    }

    @Test func goesOutOverHalfAsManyConnectionsOnceAnEventHasToComeAgain() async throws {
        try await TestWebhook.run(connections: 16) { webhook in
            _ = await webhook.destination.deliver(Batch(events(50, users: 50)))
            webhook.receiver.answer { _ in .status(500) }
            _ = await webhook.destination.deliver(Batch(events(1, users: 1)))
            try await expectRequestsAtOnce(8, webhook, "one failed")
        }
    }

    /// Sends 30 events to a receiver that lets all requests wait until so many have come, and refuses them then, which
    /// says nothing of how many it can take.
    private func expectRequestsAtOnce(_ count: Int, _ webhook: TestWebhook, _ comment: Comment) async throws {
        let receiver = webhook.receiver
        let seen = Mutex<Set<String>>([])
        receiver.answer { request in
            let isNew = seen.withLock { $0.insert(request.header("webhook-id") ?? "").inserted }
            return isNew ? .wait : .status(422)
        }
        async let outcomes = webhook.destination.deliver(Batch(events(30, users: 30)))
        var left = 30
        while left > 0 {
            let expected = min(count, left)
            try await eventually("\(expected) requests wait") { receiver.waitingCount == expected }
            receiver.release()
            left -= expected
        }
        let result = await outcomes
        for index in 0..<30 {
            guard case .rejected = result[index] else {
                Issue.record("event \(index) became \(result[index])")
                continue
            }
        }
        #expect(receiver.mostWaiting == count, comment)
    }

    @Test func oneUsersEventsGoOneAfterTheOtherWhereOrderIsKept() async throws {
        try await TestWebhook.run(connections: 8, preservesUserOrder: true) { webhook in
            let outcomes = await webhook.destination.deliver(Batch(events(200, users: 7)))
            #expect((0..<200).allSatisfy { outcomes[$0] == .delivered })
            let arrivals = webhook.receiver.requests.compactMap { Int($0.header("webhook-id") ?? "") }
            #expect(arrivals.count == 200)
            for user in 0..<7 {
                #expect(arrivals.filter { $0 % 7 == user } == Array(stride(from: user, to: 200, by: 7)))
            }
        }
    }

    @Test func whatWasNotDeliveredHoldsUpItsUserOnly() async throws {
        try await TestWebhook.run(preservesUserOrder: true) { webhook in
            webhook.receiver.answer { request in
                switch request.header("webhook-id") {
                case "2": .status(500, headers: ["Retry-After": "9"])
                case "3": .status(422)
                default: .status(200)
                }
            }
            // Users u0 (0, 2, 4, 6) and u1 (1, 3, 5, 7).
            let outcomes = await webhook.destination.deliver(Batch(events(8, users: 2)))
            #expect(outcomes[0] == .delivered)
            for index in [2, 4, 6] {
                guard case .retry(.seconds(9), _) = outcomes[index] else {
                    Issue.record("event \(index) became \(outcomes[index])")
                    return
                }
            }
            guard case .rejected = outcomes[3] else {
                Issue.record("event 3 became \(outcomes[3])")
                return
            }
            #expect([1, 5, 7].allSatisfy { outcomes[$0] == .delivered })
            #expect(
                Set(webhook.receiver.requests.compactMap { $0.header("webhook-id") }) == ["0", "1", "2", "3", "5", "7"]
            )
        }
    }

    @Test(arguments: [401, 404, 410, 429, 503])
    func anAnswerThatGoesForAllSparesTheRest(status: Int) async throws {
        try await TestWebhook.run(connections: 3) { webhook in
            webhook.receiver.answer { _ in .status(status, headers: ["Retry-After": "4"]) }
            let outcomes = await webhook.destination.deliver(Batch(events(100, users: 100)))
            #expect(webhook.receiver.requests.count <= 3)
            #expect((0..<100).allSatisfy { outcomes[$0] == outcomes[0] && outcomes[$0] != .delivered })
        }
    }

    @Test func anEmptyBatchIsNoWork() async throws {
        try await TestWebhook.run { webhook in
            #expect(await webhook.destination.deliver(Batch([])) == .each([]))
            #expect(webhook.receiver.requests.isEmpty)
        }
    }

    @Test func warnsAtTheStartWhereNothingIsVerified() async throws {
        var tls = TLSOptions()
        tls.verifiesServer = false
        try await TestWebhook.run(tls: tls) { webhook in
            #expect(webhook.log.lines(containing: "destination.insecure").map(\.level) == [.warning])
        }
        try await TestWebhook.run { webhook in
            #expect(webhook.log.lines.isEmpty)
        }
    }
}
