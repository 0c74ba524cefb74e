import CGMReadings
import Foundation
import TestSupport
import Testing

/// Readings in, through one daemon, into every kind of destination at once; each is read back by a client that is not
/// ours and compared with the file.
@Suite struct AllDestinationsTests {
    private static let versionsPerDay = 5

    private static func destinations() async throws -> [any DestinationUnderTest] {
        [
            SQLiteUnderTest(),
            PostgresUnderTest(),
            try await MySQLUnderTest(),
            MongoDBUnderTest(),
            DirectoryUnderTest(),
            try await WebhookUnderTest(),
            KafkaUnderTest(),
            S3UnderTest(),
            try await SQSUnderTest(),
            try await GCSUnderTest(),
            FirestoreUnderTest(),
            AzureBlobUnderTest(),
            try await SupabaseUnderTest(),
        ]
    }

    /// The committed sample, or a CSV of the user's own (`id,time,mg/dL`).
    private static var readingsFile: String {
        if let path = ProcessInfo.processInfo.environment["DISTRIBUTARY_TEST_READINGS"] { return path }
        return URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("samples/readings.csv").path
    }

    /// The JSON Schema has nothing against the configuration.
    private static func expectEditorsTake(_ file: String) async throws {
        let validator = SchemaValidator(schema: try await SchemaCommandTests.jsonSchema())
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try await validator.objections(to: [text]) == [[]])
    }

    @Test(.timeLimit(.minutes(10)))
    func everyDestinationHoldsTheReadingsOfTheFile() async throws {
        let readings = try ReadingsFile(parsing: String(contentsOfFile: Self.readingsFile, encoding: .utf8)).readings
        let webhooks = DayWebhooks(versionsPerDay: Self.versionsPerDay).webhooks(for: readings)
        let expectation = Expectation(readings, webhooks)
        let destinations = try await Self.destinations()
        let daemon = try DaemonUnderTest { directory in
            let entries = try destinations.map { "  \($0.name): \(try $0.configuration(in: directory))\n" }
            let names = destinations.map(\.name).joined(separator: ", ")
            return "destinations:\n\(entries.joined())routes:\n  - to: [\(names)]\n"
        }
        try await Self.expectEditorsTake(daemon.directory.path("destinations.yaml"))
        let process = try await daemon.start()
        try await Self.send(daemon)
        for destination in destinations {
            try await eventually("\(destination.name) has everything; \(daemon.logEnd)", timeout: .seconds(240)) {
                try await daemon.waiting(destination.name).events == 0
            }
            let dead = try await daemon.waiting(destination.name).deadLetters
            #expect(dead == 0, "\(destination.name) has dead letters")
        }
        print("> \(readings.count) readings, \(webhooks.count) events of \(expectation.days.count) days sent")
        for destination in destinations {
            let found = try await destination.readBack(from: daemon.directory)
            try expectation.check(found, of: destination.name)
        }
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }

    private static func send(_ daemon: DaemonUnderTest) async throws {
        _ = try await ChildProcess.output(
            of: DaemonUnderTest.binary(),
            [
                "send", "--config", daemon.directory.path("destinations.yaml"), "--readings", readingsFile,
                "--versions-per-day", "\(versionsPerDay)",
            ]
        )
    }
}
