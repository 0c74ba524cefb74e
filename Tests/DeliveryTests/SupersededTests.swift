import Delivery
import Foundation
import Journal
import Logging
import RouterCore
import TestSupport
import Testing

@Suite("Superseded versions", .timeLimit(.minutes(5)))
struct SupersededTests {
    private static let name = "store"

    /// A courier on a real journal whose segments are small.
    private final class Rig {
        let directory: TemporaryDirectory
        let store = DeadStore()
        let journal: Journal
        var settings = DeliverySettings()
        private(set) var courier: Courier?
        private var task: Task<Void, Never>?

        init() async throws {
            directory = try TemporaryDirectory()
            var configuration = JournalConfiguration(
                directory: directory.path("journal"),
                destinations: [SupersededTests.name]
            )
            configuration.latestDestinations = [SupersededTests.name]
            configuration.segmentSize = 128 << 10
            journal = try await Journal.open(configuration, logger: LogCapture().logger())
            settings.limits = BatchLimits(maxEvents: 50, maxBytes: 1 << 20, maxAge: .zero, concurrency: 2)
            settings.retryInitial = .milliseconds(10)
            settings.retryMax = .milliseconds(50)
            settings.versions = .latest
        }

        func start(_ destination: ScriptedDestination? = nil) async throws {
            var limits = CourierLimits()
            limits.tick = .milliseconds(10)
            let courier = try await Courier.open(
                name: SupersededTests.name,
                destination: destination ?? ScriptedDestination { [store] in store.answer($0) },
                settings: settings,
                journal: journal,
                folder: directory.path("destinations"),
                coding: RecordCoding(
                    encode: { RecordCodec.encode($0, into: &$1) },
                    decode: { try RecordCodec.decode($0) }
                ),
                logger: LogCapture().logger(),
                limits: limits
            )
            self.courier = courier
            task = Task { await courier.run() }
        }

        func drained() async throws -> CourierStatus {
            var last: CourierStatus?
            try await eventually("nothing waits") {
                last = await self.courier?.status()
                return last.map { $0.backlog.events + $0.retryQueue == 0 } ?? false
            }
            return try #require(last)
        }

        func stop() async {
            await courier?.stop(within: .seconds(10))
            await task?.value
            await journal.close()
        }
    }

    /// A version of the users' day; its payload grows with its number, as a day does.
    private func append(_ numbers: ClosedRange<Int>, of users: [String], to journal: Journal) async throws {
        for number in numbers {
            let filler = String(repeating: "x", count: number)
            let events = users.map { user in
                let text = "{\"data\":[{\"metadata\":{\"start_time\":\"2026-09-15\"},\"filler\":\"\(filler)\"}]}"
                var event = Event(
                    id: "\(user)-\(number)",
                    type: "body",
                    userID: user,
                    referenceID: nil,
                    provider: "DEXCOM",
                    reference: nil,
                    receivedAt: Int64(Date().timeIntervalSince1970 * 1000),
                    ordering: Int64(number),
                    destinations: DestinationSet(index: 0),
                    payload: Array(text.utf8)[...]
                )
                event.versionKey = VersionKey(of: event)
                return event
            }
            _ = try await journal.append(events)
        }
    }

    @Test("a version that went back to the backlog is not sent again once a newer one has come")
    func returned() async throws {
        let rig = try await Rig()
        let gate = Gate()
        let destination = ScriptedDestination { batch in
            guard batch.events.map(\.sequence) == [1] else { return .all(.delivered) }
            await gate.pass()
            return .all(.pause(reason: "wrong password"))
        }
        try await append(1...1, of: ["user"], to: rig.journal)
        try await rig.start(destination)
        try await eventually("the first version is on its way") { gate.waiterCount == 1 }
        try await append(2...2, of: ["user"], to: rig.journal)
        gate.open()
        let status = try await rig.drained()
        #expect(destination.batches == [[1], [2]])
        #expect(status.sinceStart.delivered == 1 && status.sinceStart.superseded == 1)
        await rig.stop()
    }

    @Test("of a day of 20 users, 288 versions each, a store that was away is sent one payload a user: the newest")
    func day() async throws {
        let rig = try await Rig()
        let users = (0..<20).map { "user-\($0)" }
        try await rig.start()
        try await append(1...144, of: users, to: rig.journal)
        try await append(145...288, of: users, to: rig.journal)
        let written = 20 * 288 * 300
        try await eventually("the room is given back") { rig.journal.statistics.bytes < written / 2 }
        #expect(rig.store.taken.isEmpty)
        rig.store.revive()
        let status = try await rig.drained()
        let newest = rig.store.taken.filter { $0.ordering == 288 }
        #expect(newest.map(\.id).sorted() == users.map { "\($0)-288" }.sorted())
        // A probe that was on its way when newer versions came, and was answered when the store had come back.
        let early = rig.store.taken.count - newest.count
        #expect(early <= 1)
        #expect(status.sinceStart.delivered == 20 + early)
        #expect(status.sinceStart.superseded == 20 * 287 - early)
        #expect(status.sinceStart.dead == 0)
        #expect(status.total.superseded == 20 * 287 - early)
        await rig.stop()
    }

    @Test("where every version is wanted, every version is sent")
    func every() async throws {
        let rig = try await Rig()
        rig.settings.versions = .every
        rig.journal.setLatest([])
        try await append(1...288, of: ["u"], to: rig.journal)
        rig.store.revive()
        try await rig.start()
        let status = try await rig.drained()
        #expect(rig.store.taken.map(\.id) == (1...288).map { "u-\($0)" })
        #expect(status.sinceStart == StoredTotals(delivered: 288))
        await rig.stop()
    }

    @Test(
        "a version that waits to be sent again goes when a newer one comes, and is not sent",
        arguments: [false, true]
    )
    func retryQueue(isCopied: Bool) async throws {
        let rig = try await Rig()
        rig.store.revive()
        rig.store.refuse(["u-1", "v-1"])
        try await rig.start()
        try await append(1...1, of: ["u", "v", "w"], to: rig.journal)
        try await eventually("two wait") { await rig.courier?.status().retryQueue == 2 }
        if isCopied {
            try await eventually("they have been copied into the queue") { rig.journal.waitingDestinations.isEmpty }
        }
        try await append(2...2, of: ["u"], to: rig.journal)
        try await eventually("one waits") { await rig.courier?.status().retryQueue == 1 }
        try await eventually("the newer is taken") { rig.store.taken.count == 2 }
        #expect(rig.store.taken.map(\.id).sorted() == ["u-2", "w-1"])
        #expect(await rig.courier?.status().sinceStart.superseded == 1)
        await rig.stop()
    }

    @Test("after a restart the same versions are superseded")
    func restart() async throws {
        let rig = try await Rig()
        try await append(1...100, of: ["u", "v"], to: rig.journal)
        try await rig.start()
        try await eventually("it is down") { await rig.courier?.status().state == .down }
        await rig.courier?.stop(within: .seconds(10))
        rig.store.revive()
        try await rig.start()
        let status = try await rig.drained()
        #expect(rig.store.taken.map(\.id).sorted() == ["u-100", "v-100"])
        #expect(status.total.delivered + status.total.superseded >= 200)
        #expect(status.deadLetters == 0)
        await rig.stop()
    }
}
