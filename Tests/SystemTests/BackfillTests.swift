import Foundation
import HTTPTransport
import TestSupport
import Testing

/// History from a server that behaves as Terra's API, through the real binary.
@Suite(.timeLimit(.minutes(5))) struct BackfillTests {
    @Test func killedTwiceNothingIsMissingAndNothingDoubled() async throws {
        let world = try await BackfillWorld()
        let users = ["user one", "user-2", "user/3"]
        let days = try BackfillWorld.days(from: "2025-10-01", count: 100)
        try await world.terra.set([
            "users": users, "first": "2025-09-01", "last": "2026-06-01", "budget": 35, "window": 1.5, "processing": 2,
            "statuses": [500, 504, 503, 424],
        ])
        let process = try await world.daemon.start()
        let list = world.daemon.directory.path("users.txt")
        try "# who\nuser one,clinic-1\n\nuser-2\nuser/3\n".write(toFile: list, atomically: true, encoding: .utf8)
        let arguments = ["--all-users", list, "--start-date", "2025-10-01", "--end-date", try #require(days.last)]
        for kill in 1...2 {
            let child = try world.start(arguments)
            let enough = try await world.terra.log().served.count + 4
            try await eventually("kill \(kill)") { try await world.terra.log().served.count >= enough }
            #expect(child.isRunning)
            child.signal(SIGKILL)
            await child.waitForEnd()
        }
        let last = try await world.run(arguments)
        #expect(last.status == 0, "\(last.output)\(last.errorOutput)")
        #expect(last.output.contains("300 of 300 days done"), "\(last.output)")
        try await world.waitUntilDelivered()
        let stored = try await world.stored
        #expect(stored.dayRows == 300 && stored.days.count == 300)
        #expect(stored.readings == (try BackfillWorld.readings(users: users, days: days)))
        #expect(stored.readingRows == stored.readings.count)
        let identities = world.stream.accepted.compactMap { $0.header("webhook-id") }
        #expect(identities.count == 300 && Set(identities).count == 300)
        let log = try await world.terra.log()
        #expect(log.throttled > 0, "the limit was met")
        let asked = log.served.reduce(0) { $0 + $1.days }
        // Four requests may be under way when it is killed: those are made again, and no other.
        #expect(asked <= 300 + 2 * 4 * 28, "\(asked) days were asked for")
        #expect(log.served.allSatisfy { $0.days <= 28 })
        let folder = world.daemon.directory.path("data/backfill")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty, "it is finished")
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await world.daemon.shutDown()
    }

    @Test func whatWasPushedLaterSurvivesAnOlderAnswer() async throws {
        let world = try await BackfillWorld()
        try await world.terra.set(["users": ["u"], "hold": true])
        let process = try await world.daemon.start()
        let dates = ["--start-date", "2026-03-01", "--end-date", "2026-03-03"]
        let backfill = try world.start(["--user", "u"] + dates)
        try await eventually("the answer is made and held") { try await world.terra.log().held == 1 }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        // The first day was pushed after the answer was made, the second long before.
        let pushed = [("2026-03-01", now), ("2026-03-02", now - 86_400_000)]
        for (date, ordering) in pushed {
            let response = try await world.daemon.post(Self.day(date), headers: Self.headers(date, ordering))
            #expect(response.status == 202)
        }
        try await world.terra.set(["hold": false])
        #expect(await backfill.waitForEnd() == 0)
        try await world.waitUntilDelivered()
        let stored = try await world.stored
        #expect(stored.days["u/2026-03-01"]?.payload == Self.day("2026-03-01"))
        #expect(stored.days["u/2026-03-02"]?.payload != Self.day("2026-03-02"))
        #expect((stored.days["u/2026-03-02"]?.ordering ?? 0) > now - 86_400_000)
        #expect(stored.days["u/2026-03-03"] != nil)
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await world.daemon.shutDown()
    }

    @Test func whatCannotBeHadIsSaidAndTheKeyIsNot() async throws {
        let world = try await BackfillWorld()
        let process = try await world.daemon.start()
        try await world.terra.set(["users": ["known"]])
        let dates = ["--start-date", "2026-03-01", "--end-date", "2026-03-02"]
        func run(_ user: String, _ type: String) async throws -> ProcessResult {
            try await world.run(["--user", user, "--type", type] + dates)
        }
        let unknown = try await run("nobody", "body")
        #expect(unknown.status == 1)
        #expect(unknown.errorOutput.contains("nobody, body, 2026-03-01 to 2026-03-02: Terra does not know the user"))
        let unsupported = try await run("known", "sleep")
        #expect(unsupported.status == 1 && unsupported.errorOutput.contains("the provider has no history of this type"))
        let stranger = try await BackfillWorld(key: "wrong-secret")
        let forgotten = try await stranger.run(["--user", "known"] + dates)
        #expect(forgotten.status == 1 && forgotten.errorOutput.contains("is the daemon running?"))
        let other = try await stranger.daemon.start()
        let refused = try await stranger.run(["--user", "known"] + dates)
        #expect(refused.status == 1 && refused.errorOutput.contains("401"), "\(refused.errorOutput)")
        for result in [unknown, unsupported, refused] {
            #expect(!(result.output + result.errorOutput).contains("secret"))
        }
        for wrong in [["2026-02-30", "2026-03-01"], ["2026-03-02", "2026-03-01"], ["2026-03-01", "9999-01-01"]] {
            let result = try await world.run(["--user", "known", "--start-date", wrong[0], "--end-date", wrong[1]])
            #expect(result.status == 2, "\(wrong): \(result.errorOutput)")
        }
        for child in [process, other] {
            child.signal(SIGTERM)
            #expect(await child.waitForEnd() == 0)
        }
        await world.daemon.shutDown()
        await stranger.daemon.shutDown()
    }

    @Test func aUnixSocketWithATokenIsFedToo() async throws {
        let world = try await BackfillWorld()
        try await world.terra.set(["users": ["u"]])
        let path = world.daemon.directory.path("destinations.yaml")
        let plain = try String(contentsOfFile: path, encoding: .utf8)
        let socket = world.daemon.directory.path("intake.sock")
        let guarded = plain.replacingOccurrences(
            of: "listen: 127.0.0.1:\(world.daemon.port)\n",
            with: """
                listen: unix:\(socket)
                admin: {listen: 127.0.0.1:\(world.daemon.port)}
                intake: {bearer_tokens: ["\(BackfillWorld.token)"]}

                """
        )
        try guarded.write(toFile: path, atomically: true, encoding: .utf8)
        let process = try await world.daemon.start()
        let result = try await world.run(["--user", "u", "--start-date", "2026-03-01", "--end-date", "2026-03-10"])
        #expect(result.status == 0, "\(result.errorOutput)")
        try await world.waitUntilDelivered()
        #expect(try await world.stored.dayRows == 10)
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await world.daemon.shutDown()
    }

    private static func day(_ date: String) -> [UInt8] {
        let sample = "{\"timestamp\":\"\(date)T12:00:00.000000+00:00\",\"blood_glucose_mg_per_dL\":99}"
        let metadata =
            "{\"start_time\":\"\(date)T00:00:00.000000+00:00\",\"end_time\":\"\(date)T23:59:59.000000+00:00\"}"
        let data = "{\"metadata\":\(metadata),\"glucose_data\":{\"blood_glucose_samples\":[\(sample)]}}"
        return Array("{\"type\":\"body\",\"user\":{\"user_id\":\"u\",\"provider\":\"DEXCOM\"},\"data\":[\(data)]}".utf8)
    }

    private static func headers(_ date: String, _ ordering: Int64) -> [HTTPField] {
        [
            HTTPField("Content-Type", "application/json"), HTTPField("X-Terra-Trace-Id", "push-\(date)"),
            HTTPField("X-Terra-Ordering-Timestamp", "\(ordering)"),
        ]
    }
}
