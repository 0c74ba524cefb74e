import Delivery
import Foundation
import GRDB
import Logging
import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite("Courier", .timeLimit(.minutes(5)))
struct CourierTests {
    @Test("delivers what waits and what comes, counts it, and tells the journal what it needs no more")
    func delivers() async throws {
        let rig = try CourierRig()
        let destination = ScriptedDestination()
        try await rig.append(25)
        let courier = try await rig.start(destination)
        try await rig.drained()
        try await rig.append(7)
        try await rig.drained()
        #expect(destination.sequences.sorted() == Array(1...32))
        try await eventually("the journal is released") { rig.journal.released(CourierRig.name) == 33 }
        let status = await courier.status(opensWindow: true)
        #expect(status.state == .ready)
        #expect(status.sinceStart == StoredTotals(delivered: 32, retried: 0, dead: 0))
        #expect(status.window.counts.delivered == 32)
        #expect(status.window.p50Milliseconds != nil)
        #expect(await courier.status().window.counts.delivered == 0)
        await rig.stop()
        #expect(destination.isShutDown)
        #expect(rig.lines("destination.ready").count == 1)
    }

    @Test("its file and the folder are for the owner only")
    func fileMode() async throws {
        let rig = try CourierRig()
        try await rig.append(1)
        try await rig.start(ScriptedDestination())
        try await rig.drained()
        let manager = FileManager.default
        let files = try manager.contentsOfDirectory(atPath: rig.folder)
        #expect(files.count >= 2)
        for file in files {
            let mode = try manager.attributesOfItem(atPath: "\(rig.folder)/\(file)")[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
        #expect(try manager.attributesOfItem(atPath: rig.folder)[.posixPermissions] as? Int == 0o700)
        await rig.stop()
    }

    @Test("a restart goes on where it stopped and sends nothing again")
    func restart() async throws {
        let rig = try CourierRig()
        let first = ScriptedDestination()
        try await rig.append(500)
        try await rig.start(first)
        try await eventually("some are delivered") { first.sequences.count > 100 }
        await rig.stop()
        let second = ScriptedDestination()
        let courier = try await rig.start(second)
        try await rig.append(20)
        try await rig.drained()
        #expect((first.sequences + second.sequences).sorted() == Array(1...520))
        #expect(await courier.status().total.delivered == 520)
        await rig.stop()
    }

    @Test("after a kill only what was in flight is sent again, though it was not the last")
    func kill() async throws {
        let rig = try CourierRig()
        rig.limits.tick = .seconds(3_600)
        let gate = Gate()
        let first = ScriptedDestination { batch in
            if batch.events[0].sequence == 11 { await gate.pass() }
            return .all(.delivered)
        }
        try await rig.append(100)
        let courier = try await rig.start(first)
        try await eventually("the others are delivered") { await courier.status().sinceStart.delivered == 90 }
        try await rig.kill()
        let second = ScriptedDestination()
        try await rig.start(second)
        try await rig.drained()
        #expect(second.sequences == Array(11...20))
        gate.open()
        await rig.stop()
    }

    @Test("nothing is released that is neither delivered, dead nor in the retry queue")
    func releaseStaysBelow() async throws {
        let rig = try CourierRig()
        let gate = Gate()
        let destination = ScriptedDestination { batch in
            if batch.events[0].sequence == 21 { await gate.pass() }
            return .all(.delivered)
        }
        try await rig.append(100)
        let courier = try await rig.start(destination)
        try await eventually("the others are delivered") { await courier.status().sinceStart.delivered == 90 }
        try await eventually("something is released") { rig.journal.released(CourierRig.name) > 1 }
        #expect(rig.journal.released(CourierRig.name) == 21)
        gate.open()
        try await eventually("all is released") { rig.journal.released(CourierRig.name) == 101 }
        await rig.stop()
    }

    @Test("a busy courier releases at once what frees something, and nothing else")
    func releaseOfWholeFiles() async throws {
        let rig = try CourierRig()
        rig.limits.releaseBytes = 1
        rig.limits.tick = .seconds(3_600)
        rig.journal.frees.store(false, ordering: .relaxed)
        try await rig.append(30)
        let courier = try await rig.start(ScriptedDestination())
        try await eventually("they are delivered") { await courier.status().sinceStart.delivered == 30 }
        #expect(rig.journal.released(CourierRig.name) == 1)
        rig.journal.frees.store(true, ordering: .relaxed)
        try await rig.append(10)
        try await eventually("all is released") { rig.journal.released(CourierRig.name) == 41 }
        await rig.stop()
    }

    @Test("an event in the retry queue outlives the journal's copy, and a kill")
    func adoption() async throws {
        let rig = try CourierRig()
        let destination = ScriptedDestination { batch in
            .each(batch.events.map { $0.sequence == 3 ? .retry(after: .seconds(3_600), reason: "busy") : .delivered })
        }
        try await rig.append(10, user: "user-1", bytes: 77)
        try await rig.start(destination)
        try await eventually("all is released") { rig.journal.released(CourierRig.name) == 11 }
        await rig.stop()
        try await DatabaseQueue(path: rig.file).write { try $0.execute(sql: "UPDATE retries SET due_at = 0") }
        let second = ScriptedDestination()
        try await rig.start(second)
        try await rig.drained()
        #expect(second.sequences == [3])
        #expect(second.event(3)?.payload.count == 77)
        #expect(second.event(3)?.userID == "user-1")
        await rig.stop()
    }

    @Test("an event of the retry queue that the journal has lost becomes a dead letter that says so")
    func lostEvent() async throws {
        let rig = try CourierRig()
        let destination = ScriptedDestination { batch in
            .each(batch.events.map { $0.sequence == 3 ? .retry(after: nil, reason: "busy") : .delivered })
        }
        rig.settings.retryInitial = .seconds(1)
        try await rig.append(10)
        rig.journal.damage(5)
        rig.limits.tick = .seconds(3_600)
        let courier = try await rig.start(destination)
        try await eventually("one is in the retry queue") { await courier.status().retryQueue == 1 }
        rig.journal.damage(3)
        try await rig.drained()
        let dead = try rig.deadLetters().list(limit: 10)
        #expect(dead.map(\.sequence) == [3])
        #expect(dead.first?.reason.contains("journal") == true)
        #expect(try rig.deadLetters().retry(.all) == 0)
        await rig.stop()
    }

    @Test("a call that hangs is given up and its late result ignored; the batch is sent again")
    func overrun() async throws {
        let rig = try CourierRig()
        rig.settings.timeout = .milliseconds(200)
        rig.limits.callGrace = .milliseconds(50)
        let gate = Gate()
        let calls = Mutex(0)
        let destination = ScriptedDestination { _ in
            let isFirst = calls.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst {
                await gate.pass()
                return .all(.rejected(reason: "late"))
            }
            return .all(.delivered)
        }
        try await rig.append(10)
        let courier = try await rig.start(destination)
        try await rig.drained()
        gate.open()
        try await rig.append(10)
        try await rig.drained()
        // On a machine that is busy elsewhere other calls may take too long as well.
        let counts = await courier.status().sinceStart
        #expect(counts.delivered == 20 && counts.dead == 0 && counts.retried >= 10)
        #expect(!rig.lines("destination.overrun").isEmpty)
        #expect(rig.lines("destination.down").count == rig.lines("destination.up").count)
        await rig.stop()
    }

    @Test("a stop is bounded though a call hangs, and what it held is sent at the next start")
    func stopWhileHanging() async throws {
        let rig = try CourierRig()
        rig.limits.cancelledCallGrace = .milliseconds(50)
        let gate = Gate()
        let destination = ScriptedDestination { _ in
            await gate.pass()
            return .all(.delivered)
        }
        try await rig.append(10)
        try await rig.start(destination)
        try await eventually("a call is out") { gate.waiterCount == 1 }
        await rig.stop(within: .milliseconds(50))
        #expect(!destination.isShutDown)
        let second = ScriptedDestination()
        try await rig.start(second)
        try await rig.drained()
        #expect(second.sequences == Array(1...10))
        gate.open()
        await rig.stop()
    }

    @Test("a stop waits for what is in flight and settles it")
    func stopSettles() async throws {
        let rig = try CourierRig()
        let gate = Gate()
        let destination = ScriptedDestination { _ in
            await gate.pass()
            return .all(.delivered)
        }
        try await rig.append(100)
        let courier = try await rig.start(destination)
        try await eventually("two calls are out") { gate.waiterCount == 2 }
        async let stopped: Void = rig.stop(within: .seconds(60))
        try await eventually("it is stopping") { await courier.status().state == .stopping }
        gate.open()
        await stopped
        #expect(destination.sequences.count == 20)
        #expect(rig.journal.released(CourierRig.name) == 21)
        #expect(destination.isShutDown)
    }

    @Test("a cancelled task ends the courier as a stop does")
    func cancellation() async throws {
        let rig = try CourierRig()
        let destination = ScriptedDestination()
        try await rig.append(10)
        try await rig.start(destination)
        try await rig.drained()
        let running = try #require(rig.running)
        running.task.cancel()
        await running.task.value
        #expect(destination.isShutDown)
    }

    @Test("a destination that cannot be prepared holds nothing up, and is retried until it can")
    func preparation() async throws {
        let rig = try CourierRig()
        let attempts = Mutex(0)
        let destination = ScriptedDestination(prepare: { () throws(DestinationFailure) in
            let attempt = attempts.withLock { count in
                count += 1
                return count
            }
            if attempt < 4 { throw .unavailable(reason: "no route") }
        })
        try await rig.append(10)
        try await rig.start(destination)
        try await rig.drained()
        #expect(attempts.withLock { $0 } == 4)
        #expect(rig.lines("destination.down").map(\.level) == [.warning])
        #expect(rig.lines("destination.up").count == 1)
        await rig.stop()
    }

    @Test("a pause is one error that says what to do, and consumes nothing")
    func pause() async throws {
        let rig = try CourierRig()
        let isFixed = Mutex(false)
        let destination = ScriptedDestination { _ in
            isFixed.withLock { $0 } ? .all(.delivered) : .all(.pause(reason: "the password is wrong"))
        }
        try await rig.append(30)
        let courier = try await rig.start(destination)
        try await eventually("several probes were sent") { destination.batches.count > 4 }
        let status = await courier.status()
        #expect(status.state == .paused)
        #expect(status.reason == "the password is wrong")
        #expect(status.backlog.events == 30)
        #expect(rig.lines("destination.paused").map(\.level) == [.error])
        isFixed.withLock { $0 = true }
        try await rig.drained()
        #expect(rig.lines("destination.up").count == 1)
        #expect(try rig.deadLetters().count() == 0)
        await rig.stop()
    }

    @Test("a journal that was replaced is delivered from its beginning, and says so")
    func replacedJournal() async throws {
        let rig = try CourierRig()
        try await rig.append(30)
        try await rig.start(ScriptedDestination())
        try await rig.drained()
        await rig.stop()
        let other = try CourierRig()
        other.folder = rig.folder
        let destination = ScriptedDestination()
        try await other.append(5)
        try await other.start(destination)
        try await other.drained()
        #expect(destination.sequences.sorted() == Array(1...5))
        #expect(other.lines("journal.replaced").count == 1)
        await other.stop()
    }

    @Test("a file of a newer version is refused with what to do")
    func newerSchema() async throws {
        let rig = try CourierRig()
        try await rig.start(ScriptedDestination())
        await rig.stop()
        try await DatabaseQueue(path: rig.file).writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA user_version = 99")
        }
        await #expect(throws: CourierStoreFailure.newerSchema(path: rig.file, found: 99, known: 7)) {
            try await rig.start(ScriptedDestination())
        }
    }

    @Test("while its file cannot be written a courier loses nothing, and goes on when it can")
    func unwritableFile() async throws {
        let rig = try CourierRig()
        rig.limits.storeRetry = .milliseconds(10)
        let destination = ScriptedDestination { batch in
            .each(batch.events.map { $0.sequence == 12 ? .rejected(reason: "bad") : .delivered })
        }
        let courier = try await rig.start(destination)
        let other = try rig.otherConnection()
        try await other.write { try $0.execute(sql: Self.failure) }
        try await rig.append(40)
        try await eventually("the failure is logged") { rig.lines("destination.store_failed").count == 1 }
        #expect(await courier.status().sinceStart == StoredTotals())
        #expect(destination.batches.count <= 2)
        try await other.write { try $0.execute(sql: "DROP TRIGGER failure") }
        try await rig.drained()
        #expect(destination.sequences.sorted() == Array(1...40))
        #expect(try rig.deadLetters().list(limit: 10).map(\.sequence) == [12])
        await rig.stop()
    }

    @Test("a courier that is stopped while its file cannot be written sends again what it could not write down")
    func stopWithUnwritableFile() async throws {
        let rig = try CourierRig()
        rig.limits.storeRetry = .milliseconds(10)
        try await rig.start(ScriptedDestination())
        let other = try rig.otherConnection()
        try await other.write { try $0.execute(sql: Self.failure) }
        try await rig.append(40)
        try await eventually("the failure is logged") { rig.lines("destination.store_failed").count == 1 }
        await rig.stop(within: .milliseconds(50))
        #expect(rig.journal.released(CourierRig.name) == 1)
        try await other.write { try $0.execute(sql: "DROP TRIGGER failure") }
        let destination = ScriptedDestination()
        try await rig.start(destination)
        try await rig.drained()
        #expect(destination.sequences.sorted() == Array(1...40))
        await rig.stop()
    }

    /// Makes every transaction of a courier fail, as a full disk would.
    private static let failure = """
        CREATE TRIGGER failure BEFORE UPDATE ON progress BEGIN SELECT RAISE(ABORT, 'disk full'); END
        """
}
