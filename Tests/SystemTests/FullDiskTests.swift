import Foundation
import HTTPTransport
import TestSupport
import Testing

/// The real daemon on a real disk that is full.
@Suite struct FullDiskTests {
    /// A daemon whose data is on a disk of its own, with one destination that takes what it is sent when it is told to.
    private struct World {
        let receiver: WebhookReceiver
        let daemon: DaemonUnderTest
        let disk: SmallDisk
        var acknowledged: [String] = []
        private var count = 0

        /// `refusal` is what the destination answers until it is told to take what it is sent.
        init(journal: String, refusal: Int = 503) async throws {
            let receiver = try await WebhookReceiver { _ in .status(refusal) }
            self.receiver = receiver
            daemon = try DaemonUnderTest { _ in
                """
                journal: \(journal)
                destinations:
                  hook:
                    kind: webhook
                    url: '\(receiver.url)'
                    retry: {initial: 10ms, max: 100ms}
                routes: [{to: [hook]}]

                """
            }
            disk = SmallDisk(directory: daemon.directory.path("data"), megabytes: 24)
        }

        /// Posts one event of about 20 KB.
        mutating func post() async throws -> HTTPResponse {
            count += 1
            let id = "event-\(count)"
            let body =
                #"{"type":"body","user":{"user_id":"u"},"data":[],"pad":"\#(String(repeating: "x", count: 20_000))"}"#
            let response = try await daemon.post(
                Array(body.utf8),
                headers: [HTTPField("X-Terra-Trace-Id", id), HTTPField("Content-Type", "application/json")]
            )
            if response.status == 202 { acknowledged.append(id) }
            return response
        }

        /// Posts until something is refused, which must say why and when to come again.
        mutating func fill(problem: String) async throws {
            for _ in 0..<3000 {
                let response = try await post()
                if response.status == 202 { continue }
                #expect(response.status == 503)
                #expect(response.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
                #expect(String(decoding: response.body, as: UTF8.self).contains(problem))
                return
            }
            Issue.record("nothing was refused")
        }

        /// Posts, whatever the answer, until that many events wait in the retry queue.
        mutating func fill(retryQueue count: Int) async throws {
            let end = ContinuousClock.now + .seconds(120)
            while try await daemon.waiting("hook").retrying < count {
                try #require(ContinuousClock.now < end, "too few wait in the retry queue:\n\(daemon.logEnd)")
                for _ in 0..<10 { #expect([202, 503].contains(try await post().status)) }
            }
        }

        /// Lets everything be delivered, and waits until events are taken again.
        mutating func recover() async throws {
            receiver.answer { _ in .status(200) }
            try await eventually("everything is delivered:\n\(daemon.logEnd)") {
                try await daemon.waiting("hook").events == 0
            }
            try await eventually("the daemon is ready again:\n\(daemon.logEnd)") {
                try await daemon.get("/readyz").status == 200
            }
            #expect(try await post().status == 202)
            let expected = Set(acknowledged)
            try await eventually("what was acknowledged has arrived") {
                expected.isSubset(of: receiver.accepted.compactMap { $0.header("webhook-id") })
            }
        }

        func lines(_ event: String) throws -> Int {
            let log = try String(contentsOfFile: daemon.directory.path("daemon.log"), encoding: .utf8)
            return log.split(separator: "\n").count { $0.contains("\"event\":\"\(event)\"") }
        }

        func stop(_ child: ChildProcess) async {
            child.signal(SIGTERM)
            #expect(await child.waitForEnd() == 0, "a graceful stop ends with 0:\n\(daemon.logEnd)")
            await daemon.shutDown()
        }
    }

    @Test(.enabled("mounting is not allowed here") { await SmallDisk.isPossible }, .timeLimit(.minutes(5)))
    func intakeLeavesTheReserveFreeAndOpensAgainByItself() async throws {
        // 410 pauses it: nothing is queued, so nothing but what is posted takes room or gives it back.
        var world = try await World(journal: "{segment_size: 1MiB}", refusal: 410)
        let child = try await world.daemon.start(on: world.disk)
        try await world.fill(problem: "The disk is full")
        #expect(world.acknowledged.count > 100)
        #expect(try await world.daemon.get("/readyz").status == 503)
        for _ in 0..<20 { #expect(try await world.post().status == 503) }
        #expect(try world.lines("disk.full") == 1)
        try await world.recover()
        #expect(try world.lines("disk.ok") == 1)
        #expect(try world.lines("destination.store_failed") == 0, "progress found room in the reserve")
        await world.stop(child)
    }

    /// The disk is smaller than a segment may be by default, and copies have taken most of it.
    @Test(.enabled("mounting is not allowed here") { await SmallDisk.isPossible }, .timeLimit(.minutes(5)))
    func aDiskThatCopiesHaveFilledIsGivenBackWhereNothingIsConfigured() async throws {
        var world = try await World(journal: "{}")
        let child = try await world.daemon.start(on: world.disk)
        try await world.fill(retryQueue: 450)
        try await world.fill(problem: "The disk is full")
        try await world.recover()
        #expect(try world.lines("destination.store_failed") == 0)
        await world.stop(child)
    }

    /// Copies of what waits for its retry take room twice, in the log of the destination's file and then in the file.
    @Test(.enabled("mounting is not allowed here") { await SmallDisk.isPossible }, .timeLimit(.minutes(5)))
    func copiesOfTheRetryQueueLeaveTheRoomThatProgressNeeds() async throws {
        var world = try await World(journal: "{segment_size: 1MiB}")
        let child = try await world.daemon.start(on: world.disk)
        try await world.fill(retryQueue: 450)
        try await world.fill(problem: "The disk is full")
        try await world.recover()
        #expect(try world.lines("destination.store_failed") == 0)
        await world.stop(child)
    }

    @Test(.enabled("mounting is not allowed here") { await SmallDisk.isPossible }, .timeLimit(.minutes(5)))
    func aDiskThatAnotherProgramFillsToTheLastByteLosesNothing() async throws {
        var world = try await World(journal: "{segment_size: 1MiB}")
        let child = try await world.daemon.start(on: world.disk)
        for _ in 0..<50 { #expect(try await world.post().status == 202) }
        #expect(world.disk.fill(seenBy: child) > 0)
        try await world.fill(problem: "The disk is full")
        for _ in 0..<20 { #expect(try await world.post().status == 503) }
        #expect(try world.lines("disk.full") == 1)
        try world.disk.empty(seenBy: child)
        try await world.recover()
        #expect(try world.lines("disk.ok") == 1)
        await world.stop(child)
    }

    @Test(.timeLimit(.minutes(5)))
    func atItsMaxSizeTheJournalRefusesAndOpensAgainByItself() async throws {
        var world = try await World(journal: "{segment_size: 1MiB, max_size: 8MiB}")
        let child = try await world.daemon.start()
        try await world.fill(problem: "journal.max_size")
        #expect(world.acknowledged.count > 100)
        for _ in 0..<20 { #expect(try await world.post().status == 503) }
        #expect(try world.lines("journal.full") == 1)
        try await world.recover()
        #expect(try world.lines("journal.ok") == 1)
        await world.stop(child)
    }
}
