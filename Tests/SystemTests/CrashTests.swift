import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing

/// Kills the real daemon with SIGKILL at random moments under load, again and again, while two destinations fail.
@Suite struct CrashTests {
    private static let kills = ProcessInfo.processInfo.environment["DISTRIBUTARY_CRASH_KILLS"].flatMap(Int.init) ?? 30

    @Test(.timeLimit(.minutes(20)), arguments: [false, true])
    func everythingAcknowledgedArrivesOnceAndNewestHoweverOftenTheDaemonIsKilled(isEncrypted: Bool) async throws {
        let world = try await CrashWorld(isEncrypted: isEncrypted)
        let kills = max(1, Self.kills / 2)
        world.setTrouble(true)
        var random = SystemRandomNumberGenerator()
        var unanswered: [LoadRequest] = []
        var restarted = try await world.daemon.start()
        for round in 1...kills {
            let isDown = Bool.random(using: &random)
            if isDown { try await world.proxy.refuse() }
            let milliseconds = Int.random(in: 20...700, using: &random)
            unanswered = await world.load(restarted, killAfter: .milliseconds(milliseconds), again: unanswered)
            if isDown { try await world.proxy.accept() }
            restarted = try await world.daemon.start()
            #expect(!world.ledger.events.isEmpty, "round \(round) sent nothing")
        }
        // As Terra would: what was never answered is sent again until it is.
        for request in unanswered { try await world.send(request) }
        world.setTrouble(false)
        try await world.waitUntilDrained()
        try await world.compare(kills)
        restarted.signal(SIGTERM)
        #expect(await restarted.waitForEnd() == 0, "a graceful stop ends with 0:\n\(world.daemon.logEnd)")
        await world.shutDown()
    }
}
