import Delivery
import Foundation
import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite("Dead letters", .timeLimit(.minutes(5)))
struct DeadLettersTests {
    /// Refuses events 3, 5 and 7 until it is told not to.
    private final class Refusing: Sendable {
        let isOver = Mutex(false)

        var destination: ScriptedDestination {
            ScriptedDestination { [self] batch in
                let isOver = isOver.withLock { $0 }
                return .each(
                    batch.events.map {
                        !isOver && [3, 5, 7].contains($0.sequence) ? .rejected(reason: "too long") : .delivered
                    }
                )
            }
        }
    }

    @Test("are listed without payloads and shown with them, while the courier runs")
    func listAndShow() async throws {
        let rig = try CourierRig()
        try await rig.append(10, user: "user-1", bytes: 55)
        let courier = try await rig.start(Refusing().destination)
        try await rig.drained()
        let letters = try rig.deadLetters()
        let list = try letters.list(limit: 10)
        #expect(list.map(\.sequence) == [3, 5, 7])
        #expect(list.allSatisfy { $0.event == nil && $0.reason == "too long" && $0.attempts == 1 })
        #expect(list.allSatisfy { $0.byteCount == 55 && $0.userID == "user-1" && $0.type == "body" })
        #expect(try letters.list(limit: 2).count == 2)
        #expect(try letters.list(since: Int64.max, limit: 2).isEmpty)
        #expect(try letters.show(list[1].id)?.event?.payload.count == 55)
        #expect(try letters.show(4_711) == nil)
        #expect(await courier.status().deadLetters == 3)
        #expect(rig.lines("dead_letter").count == 3)
        await rig.stop()
    }

    @Test("are sent again by a running courier, with their identity, when another connection asks")
    func retryWhileRunning() async throws {
        let rig = try CourierRig()
        let refusing = Refusing()
        let destination = refusing.destination
        try await rig.append(10)
        let courier = try await rig.start(destination)
        try await rig.drained()
        let letters = try rig.deadLetters()
        refusing.isOver.withLock { $0 = true }
        let ids = try letters.list(limit: 10).map(\.id)
        #expect(try letters.retry(.ids([ids[0], 4_711])) == 1)
        try await eventually("it was sent again") { destination.batches.last == [3] }
        try await eventually("two are left") { await courier.status().deadLetters == 2 }
        #expect(try letters.retry(.all) == 2)
        try await eventually("all are delivered") { await courier.status().sinceStart.delivered == 10 }
        #expect(try letters.count() == 0)
        await rig.stop()
    }

    @Test("that were asked for while no courier ran are sent when it starts, though the journal has released them")
    func retryWhileStopped() async throws {
        let rig = try CourierRig()
        try await rig.append(10, bytes: 33)
        try await rig.start(Refusing().destination)
        try await rig.drained()
        await rig.stop()
        #expect(try rig.deadLetters().retry(.all) == 3)
        #expect(try rig.deadLetters().list(limit: 10).isEmpty)
        let destination = ScriptedDestination()
        let courier = try await rig.start(destination)
        try await eventually("all are delivered") { await courier.status().sinceStart.delivered == 3 }
        #expect(destination.sequences.sorted() == [3, 5, 7])
        #expect(destination.event(5)?.payload.count == 33)
        await rig.stop()
    }

    @Test("that are refused again are dead letters again")
    func refusedAgain() async throws {
        let rig = try CourierRig()
        try await rig.append(10)
        let courier = try await rig.start(Refusing().destination)
        try await rig.drained()
        #expect(try rig.deadLetters().retry(.all) == 3)
        try await eventually("they died again") { await courier.status().sinceStart.dead == 6 }
        try await rig.drained()
        #expect(try rig.deadLetters().list(limit: 10).map(\.sequence).sorted() == [3, 5, 7])
        await rig.stop()
    }

    @Test("more of them than the retry queue holds are taken as it drains")
    func moreThanRoom() async throws {
        let rig = try CourierRig()
        rig.limits.maxRetryEvents = 4
        let isOver = Mutex(false)
        let destination = ScriptedDestination { batch in
            .each(batch.events.map { _ in isOver.withLock { $0 } ? .delivered : .rejected(reason: "bad") })
        }
        try await rig.append(50)
        let courier = try await rig.start(destination)
        try await eventually("all are dead") { await courier.status().deadLetters == 50 }
        isOver.withLock { $0 = true }
        #expect(try rig.deadLetters().retry(.all) == 50)
        try await eventually("all are delivered") { await courier.status().sinceStart.delivered == 50 }
        #expect(await courier.status().deadLetters == 0)
        await rig.stop()
    }

    @Test("are dropped one by one or all together")
    func drop() async throws {
        let rig = try CourierRig()
        try await rig.append(10)
        let courier = try await rig.start(Refusing().destination)
        try await rig.drained()
        let letters = try rig.deadLetters()
        let ids = try letters.list(limit: 10).map(\.id)
        #expect(try letters.drop(.ids([ids[1]])) == 1)
        #expect(try letters.list(limit: 10).map(\.sequence) == [3, 7])
        #expect(try letters.drop(.all) == 2)
        try await eventually("the courier notices") { await courier.status().deadLetters == 0 }
        await rig.stop()
    }

    @Test("are chosen by when they died")
    func since() async throws {
        let rig = try CourierRig()
        let refusing = Refusing()
        try await rig.append(10)
        try await rig.start(refusing.destination)
        try await rig.drained()
        let letters = try rig.deadLetters()
        let last = try #require(try letters.list(limit: 10).map(\.diedAt).max())
        #expect(try letters.retry(.since(last + 1)) == 0)
        #expect(try letters.drop(.since(last + 1)) == 0)
        #expect(try letters.drop(.since(0)) == 3)
        await rig.stop()
    }

    @Test("are warned of at their limit and whenever they have doubled, and never go by themselves")
    func limit() async throws {
        let rig = try CourierRig()
        rig.settings.deadLettersWarnAt = 20
        let courier = try await rig.start(ScriptedDestination { _ in .all(.rejected(reason: "bad")) })
        for (count, lines) in [(19, 0), (1, 1), (19, 1), (30, 2)] {
            let before = await courier.status().deadLetters
            try await rig.append(count)
            try await eventually("all are dead") { await courier.status().deadLetters == before + count }
            try await eventually("\(lines) lines") { rig.lines("dead_letters.high").count == lines }
        }
        #expect(await courier.status().deadLetters == 69)
        await rig.stop()
    }

    @Test("write so many lines a minute and no more")
    func boundedLog() async throws {
        let rig = try CourierRig()
        rig.limits.maxLogLinesPerMinute = 5
        try await rig.append(200)
        let courier = try await rig.start(ScriptedDestination { _ in .all(.rejected(reason: "bad")) })
        try await eventually("all are dead") { await courier.status().deadLetters == 200 }
        #expect(rig.lines("dead_letter").count == 5)
        await rig.stop()
    }

    @Test("of a destination that has never run are an error that says so")
    func missing() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/nobody.sqlite"
        #expect(throws: CourierStoreFailure.missing(path: path)) {
            _ = try DeadLetters(folder: directory.path, destination: "nobody", coding: .test)
        }
    }
}
