import CGMReadings
import Foundation
import TestSupport
import Testing

/// The main job: readings in, through the daemon, into four real destinations, each read back and compared.
@Suite struct MainJobTests {
    /// The committed sample, or a CSV of the user's own (`id,time,mg/dL`).
    private static var readingsFile: String {
        if let path = ProcessInfo.processInfo.environment["DISTRIBUTARY_TEST_READINGS"] { return path }
        return URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("samples/readings.csv").path
    }

    @Test(.timeLimit(.minutes(5)))
    func everyReadingArrivesOnceInEveryDestination() async throws {
        let readings = try ReadingsFile(parsing: String(contentsOfFile: Self.readingsFile, encoding: .utf8)).readings
        let versions = 5
        let webhooks = DayWebhooks(versionsPerDay: versions).webhooks(for: readings)
        let days = Set(webhooks.map { "\($0.userID)/\($0.date)" })
        let receiver = try await WebhookReceiver()
        let schema = "main_\(UInt32.random(in: 0 ... .max))"
        let daemon = try DaemonUnderTest { directory in
            """
            destinations:
              local: {kind: sqlite, path: "\(directory.path("local.sqlite"))"}
              warehouse: {kind: postgres, url: "\(try TestServers.postgres)", schema: \(schema)}
              archive: {kind: directory, path: "\(directory.path("archive"))"}
              stream: {kind: webhook, url: "\(receiver.url)"}
            routes:
              - to: [local, warehouse, archive, stream]

            """
        }
        let process = try await daemon.start()
        let sent = try await ChildProcess.output(
            of: DaemonUnderTest.binary(),
            [
                "send", "--config", daemon.directory.path("destinations.yaml"), "--readings", Self.readingsFile,
                "--versions-per-day", "\(versions)",
            ]
        )
        print(sent)
        for name in ["local", "warehouse", "archive", "stream"] {
            try await eventually("\(name) has everything") { try await daemon.waiting(name).events == 0 }
        }

        let expected = Dictionary(uniqueKeysWithValues: readings.map { ("\(Self.key($0))", $0.glucose) })
        #expect(expected.count == readings.count)
        let local = try await ReadingRows.sqlite(daemon.directory.path("local.sqlite"))
        let warehouse = try await ReadingRows.postgres(TestServers.postgres, schema: schema)
        for (name, rows) in [("sqlite", local), ("postgres", warehouse)] {
            #expect(rows.count == readings.count, "\(name) holds \(rows.count) readings of \(readings.count)")
            #expect(Dictionary(rows, uniquingKeysWith: { first, _ in first }) == expected, "\(name)")
            print("> \(name): \(rows.count) readings")
        }
        let archived = try Self.archivedReadings(in: daemon.directory.path("archive"))
        #expect(archived.files == days.count)
        #expect(archived.readings == expected)
        print("> directory: \(archived.files) files, \(archived.readings.count) readings")
        let bodies = Set(receiver.accepted.map(\.body))
        #expect(bodies == Set(webhooks.map(\.body)), "the webhook received every version of every day")
        print("> webhook: \(receiver.accepted.count) events of \(webhooks.count)")

        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }

    private static func key(_ reading: CGMReading) -> String {
        "\(DayWebhooks.userID(for: reading.subject))/\(reading.date)T\(reading.time)"
    }

    private static func archivedReadings(in folder: String) throws -> (files: Int, readings: [String: String]) {
        var files = 0
        var readings: [String: String] = [:]
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        for name in names {
            files += 1
            let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let user = try #require((root["user"] as? [String: Any])?["user_id"] as? String)
            for day in try #require(root["data"] as? [[String: Any]]) {
                let glucose = try #require(day["glucose_data"] as? [String: Any])
                for sample in try #require(glucose["blood_glucose_samples"] as? [[String: Any]]) {
                    let time = try #require(sample["timestamp"] as? String)
                    readings["\(user)/\(time)"] = "\(try #require(sample["blood_glucose_mg_per_dL"] as? Int))"
                }
            }
        }
        return (files, readings)
    }
}
