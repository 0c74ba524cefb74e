import Foundation
import TestSupport
import Testing

/// `check --connect` as a person runs it: the real binary, against servers that are there, gone, or want something else.
@Suite(.timeLimit(.minutes(3)))
struct CheckConnectTests {
    private static let secret = "hunter2-9171"

    /// Runs it with one destination; the lines of the table, by what they are about.
    private func check(_ destinations: [String: String]) async throws -> (result: ProcessResult, lines: [[String]]) {
        let directory = try TemporaryDirectory()
        let entries = destinations.map { "  \($0.key): \($0.value)\n" }.joined()
        let text = """
            listen: 127.0.0.1:\(try FreePort.pick())
            data: \(directory.path("data"))
            destinations:
            \(entries)routes:
              - to: [\(destinations.keys.joined(separator: ", "))]

            """
        try text.write(toFile: directory.path("d.yaml"), atomically: true, encoding: .utf8)
        let result = try await ChildProcess.run(
            DaemonUnderTest.binary(),
            ["check", "--connect", "--config", directory.path("d.yaml")]
        )
        #expect(!(result.output + result.errorOutput).contains(Self.secret), "no secret is shown")
        #expect(!FileManager.default.fileExists(atPath: directory.path("data")), "nothing is created")
        let lines = result.output.split(separator: "\n").map { line in
            line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        }
        return (result, lines)
    }

    /// The words behind connection, credentials and target of the only destination.
    private func verdicts(_ configuration: String) async throws -> (words: [String], status: Int32, text: String) {
        let (result, lines) = try await check(["one": configuration])
        let words = ["connection", "credentials", "target"].map { aspect in
            lines.first { $0.contains(aspect) }.flatMap { line in
                line.firstIndex(of: aspect).map { line[line.index(after: $0)] }
            } ?? "absent: \(result.output) \(result.errorOutput)"
        }
        return (words, result.status, result.output)
    }

    private func postgres(_ schema: String, _ change: (String) -> String = { $0 }) throws -> String {
        "{kind: postgres, url: '\(change(try TestServers.postgres))', schema: \(schema)}"
    }

    private func sql(_ statements: String) async throws {
        _ = try await ChildProcess.output(
            of: "psql",
            ["-X", "-q", "-v", "ON_ERROR_STOP=1", try TestServers.postgres, "-c", statements]
        )
    }

    @Test func everythingThatIsWellIsGood() async throws {
        let directory = try TemporaryDirectory()
        let receiver = try await WebhookReceiver()
        let (result, lines) = try await check([
            "local": "{kind: sqlite, path: '\(directory.path("new/local.sqlite"))'}",
            "archive": "{kind: directory, path: '\(directory.path("archive"))'}",
            "warehouse": try postgres("check_\(UInt32.random(in: 0 ... .max))"),
            "alerts": "{kind: webhook, url: '\(receiver.url)'}",
            "stream": "{kind: kafka, brokers: ['\(try TestServers.kafka)'], topic: 'check-{type}'}",
        ])
        #expect(result.status == 0, "\(result.output) \(result.errorOutput)")
        for name in ["local", "archive", "warehouse", "alerts", "stream"] {
            #expect(lines.contains { $0.first == name }, "\(result.output)")
        }
        #expect(!result.output.contains("BAD"), "\(result.output)")
        #expect(receiver.requests.isEmpty, "nothing is sent")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty, "nothing is written")
    }

    @Test func aDestinationThatIsBadDoesNotHideTheOthers() async throws {
        let directory = try TemporaryDirectory()
        let (result, lines) = try await check([
            "good": "{kind: directory, path: '\(directory.path)'}",
            "gone": "{kind: webhook, url: 'http://127.0.0.1:\(try FreePort.pick())/'}",
        ])
        #expect(result.status == 1)
        #expect(result.errorOutput.contains("gone") && !result.errorOutput.contains("good"), "\(result.errorOutput)")
        #expect(lines.contains { $0.prefix(4) == ["gone", "webhook", "connection", "BAD"] }, "\(result.output)")
        #expect(lines.contains { $0.prefix(4) == ["good", "directory", "connection", "good"] }, "\(result.output)")
    }

    @Test func withoutConnectNothingIsTried() async throws {
        let directory = try TemporaryDirectory()
        let text = """
            data: \(directory.path("data"))
            destinations:
              gone: {kind: webhook, url: "http://127.0.0.1:\(try FreePort.pick())/"}
            routes: [{to: [gone]}]

            """
        try text.write(toFile: directory.path("d.yaml"), atomically: true, encoding: .utf8)
        let arguments = ["check", "--config", directory.path("d.yaml")]
        let result = try await ChildProcess.run(DaemonUnderTest.binary(), arguments)
        #expect(result.status == 0)
        #expect(result.output.hasSuffix("good, 1 destination, 1 route\n"), "\(result.output)")
    }

    @Test func propertiesOfKafkaAreCheckedWithoutAWordFromItsClient() async throws {
        let directory = try TemporaryDirectory()
        let text = """
            data: \(directory.path("data"))
            destinations:
              stream: {kind: kafka, brokers: ["127.0.0.1:1"], topic: t, properties: {linger.ms: 1}}
              file: {kind: sqlite, path: "\(directory.path("file.sqlite"))"}
            routes: [{to: [stream, file]}]

            """
        try text.write(toFile: directory.path("d.yaml"), atomically: true, encoding: .utf8)
        let arguments = ["check", "--config", directory.path("d.yaml")]
        let result = try await ChildProcess.run(DaemonUnderTest.binary(), arguments)
        #expect(result.output.hasSuffix("good, 2 destinations, 1 route\n"), "\(result.output)")
        #expect(result.errorOutput.isEmpty, "\(result.errorOutput)")
    }

    // MARK: - PostgreSQL

    @Test func aPostgresThatIsDown() async throws {
        let port = try FreePort.pick()
        let found = try await verdicts("{kind: postgres, url: 'postgresql://u:\(Self.secret)@127.0.0.1:\(port)/db'}")
        #expect(found.words == ["BAD", "unknown", "unknown"])
        #expect(found.status == 1)
    }

    @Test func aPostgresThatDoesNotAnswerIsGivenUpInTime() async throws {
        let server = try await PrivatePostgres()
        await server.freeze()
        let start = ContinuousClock.now
        let found = try await verdicts("{kind: postgres, url: '\(server.uri)', timeout: 2s}")
        await server.thaw()
        #expect(found.words == ["BAD", "unknown", "unknown"])
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test func aPostgresWithAnotherPassword() async throws {
        let wrong = try postgres("public") { url in
            url.replacing(/:[^:@\/]+@/, with: ":\(Self.secret)@")
        }
        let found = try await verdicts(wrong)
        #expect(found.words == ["good", "BAD", "unknown"])
        #expect(found.status == 1)
    }

    @Test func aDatabaseThatIsNotThere() async throws {
        let found = try await verdicts(postgres("public") { $0.replacing("/postgres?", with: "/nowhere?") })
        #expect(found.words == ["good", "good", "BAD"])
        #expect(found.text.contains("nowhere"))
    }

    @Test func tablesThatAreThereAndTablesThatWillBe() async throws {
        let schema = "check_\(UInt32.random(in: 0 ... .max))"
        #expect(try await verdicts(postgres(schema)).words == ["good", "good", "good"])
        #expect(try await verdicts(postgres(schema)).text.contains("will be created"), "the first look created nothing")
    }

    @Test func aRoleThatMayNotCreateWhatIsMissing() async throws {
        let role = "check_\(UInt32.random(in: 0 ... .max))"
        try await sql("CREATE ROLE \(role) LOGIN PASSWORD '\(Self.secret)'; CREATE SCHEMA \(role)")
        let configuration = try postgres(role) { $0.replacing(/\/\/[^@]+@/, with: "//\(role):\(Self.secret)@") }
        let missing = try await verdicts(configuration)
        #expect(missing.words == ["good", "good", "BAD"])
        #expect(missing.text.contains("grant"), "\(missing.text)")
        try await sql("GRANT USAGE, CREATE ON SCHEMA \(role) TO \(role)")
        #expect(try await verdicts(configuration).words == ["good", "good", "good"])
    }

    @Test func aTableOfAnotherShape() async throws {
        let schema = "check_\(UInt32.random(in: 0 ... .max))"
        try await sql("CREATE SCHEMA \(schema); CREATE TABLE \(schema).terra_users (id integer)")
        #expect(try await verdicts(postgres(schema)).words == ["good", "good", "BAD"], "although others are missing")
        let other = "check_\(UInt32.random(in: 0 ... .max))"
        try await sql("CREATE SCHEMA \(other); CREATE TABLE \(other).glucose_samples (id integer)")
        #expect(try await verdicts(postgres(other)).words == ["good", "good", "BAD"])
    }

    // MARK: - Files

    @Test func aFileThatIsNoDatabase() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("notes.txt")
        try String(repeating: "no database ", count: 100).write(toFile: path, atomically: true, encoding: .utf8)
        let found = try await verdicts("{kind: sqlite, path: '\(path)'}")
        #expect(found.words == ["BAD", "good", "unknown"])
        #expect(found.status == 1)
    }

    @Test func aDatabaseOfAnotherShapeAndOneThatIsAsItMustBe() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("local.sqlite")
        _ = try await ChildProcess.output(of: "sqlite3", [path, "create table terra_users (id integer)"])
        #expect(try await verdicts("{kind: sqlite, path: '\(path)'}").words == ["good", "good", "good"])
        let others = ["terra_data_payloads", "terra_other_payloads", "glucose_samples"]
        let statements = others.map { "create table \($0) (id integer);" }.joined()
        _ = try await ChildProcess.output(of: "sqlite3", [path, statements])
        #expect(try await verdicts("{kind: sqlite, path: '\(path)'}").words == ["good", "good", "BAD"])
    }

    @Test func aFolderThatIsAFile() async throws {
        let directory = try TemporaryDirectory()
        try "x".write(toFile: directory.path("file"), atomically: true, encoding: .utf8)
        let found = try await verdicts("{kind: directory, path: '\(directory.path("file"))'}")
        #expect(found.words == ["BAD", "unknown", "unknown"])
    }

    // MARK: - Kafka

    @Test func aKafkaThatRefusesThePassword() async throws {
        let proxy = try await KafkaProxy(user: "terra", password: "right")
        let found = try await verdicts(
            """
            {kind: kafka, brokers: ['127.0.0.1:\(proxy.port)'], topic: t, security: {protocol: sasl_plaintext, \
            mechanism: PLAIN, username: terra, password: '\(Self.secret)'}}
            """
        )
        #expect(found.words == ["good", "BAD", "unknown"])
        #expect(found.status == 1)
    }
}
