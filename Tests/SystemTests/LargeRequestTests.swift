import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Large requests: chunks through the webhook, a daemon and a backfill that are killed meanwhile.
@Suite(.timeLimit(.minutes(5))) struct LargeRequestTests {
    private static let arguments = [
        "--user", "u", "--days-per-request", "90", "--start-date", "2025-10-01", "--end-date", "2025-12-29",
    ]

    @Test func chunksAreCountedOverCrashesUntilAllAreThere() async throws {
        let world = try await BackfillWorld()
        try await world.terra.set([
            "users": ["u"], "first": "2025-01-01", "webhook": "http://127.0.0.1:\(world.daemon.port)/events",
            "chunk_pause": 0.5,
        ])
        var process = try await world.daemon.start()
        let first = try world.start(Self.arguments)
        try await eventually("some chunks came") { try await Self.requests(world).first?.arrived ?? 0 >= 2 }
        let open = try #require(try await Self.requests(world).first)
        #expect(open.expected == 9 && open.state == "sending")
        let shown = try await world.daemon.run("status")
        #expect(shown.output.contains("large request \(open.reference): sending, "), "\(shown.output)")
        first.signal(SIGKILL)
        await first.waitForEnd()
        process.signal(SIGKILL)
        await process.waitForEnd()
        process = try await world.daemon.start()
        let second = try await world.run(Self.arguments)
        #expect(second.status == 0, "\(second.errorOutput)")
        #expect(second.output.contains("90 of 90 days done"), "\(second.output)")
        let request = try #require(try await Self.requests(world).first)
        #expect(request.state == "complete" && request.arrived == 9)
        try await world.waitUntilDelivered()
        #expect(try await world.terra.log().large.count == 1, "it was asked for once")
        let days = try BackfillWorld.days(from: "2025-10-01", count: 90)
        #expect(try await world.stored.readings == (try BackfillWorld.readings(users: ["u"], days: days)))
        try await eventually("it is logged") { world.daemon.log("large_request.complete").count == 1 }
        #expect(world.daemon.log("large_request.started").count == 1)
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await world.daemon.shutDown()
    }

    @Test("a stop writes down that all is counted, so that the next start reads nothing of the journal again")
    func aStopCountsAll() async throws {
        let daemon = try DaemonUnderTest {
            "destinations:\n  a: {kind: directory, path: '\($0.path("archive"))'}\nroutes: [{to: a}]\n"
        }
        for expected in [4, 7] {
            let process = try await daemon.start()
            for number in 0..<3 {
                let event = #"{"type":"body","user":{"user_id":"u"},"data":[{"n":\#(expected + number)}]}"#
                let answer = try await daemon.post(
                    Array(event.utf8),
                    headers: [HTTPField("Content-Type", "application/json")]
                )
                #expect(answer.status == 202)
            }
            process.signal(SIGTERM)
            #expect(await process.waitForEnd() == 0)
            let file = try Data(contentsOf: URL(fileURLWithPath: daemon.directory.path("data/large-requests.json")))
            #expect(try JSONDecoder().decode(Counted.self, from: file).position == expected)
        }
        await daemon.shutDown()
    }

    private struct Counted: Decodable {
        let position: Int
    }

    private struct Status: Decodable {
        struct Request: Decodable {
            let reference: String
            let state: String
            let expected: Int?
            let arrived: Int
        }

        let largeRequests: [Request]
    }

    private static func requests(_ world: BackfillWorld) async throws -> [Status.Request] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Status.self, from: Data(await world.daemon.get("/status").body)).largeRequests
    }
}
