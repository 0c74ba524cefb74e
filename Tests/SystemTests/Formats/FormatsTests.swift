import CGMReadings
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Readings in, through one daemon, into destinations with a `format` each; what arrives is read by libraries that are
/// not ours and compared with the file.
@Suite struct FormatsTests {
    private static let versionsPerDay = 3
    private static let options = "assume_offset: Z"

    private let posts: WebhookReceiver
    private let tokens: WebhookReceiver
    private let events: WebhookReceiver
    private let prefix = "formats-\(UUID().uuidString)/"
    /// Of the Cloud Storage and of the Blob service.
    private let bucket = "formats-\(UUID().uuidString.lowercased())"
    private let topic = "formats-" + UUID().uuidString.lowercased()

    init() async throws {
        posts = try await WebhookReceiver { request in
            request.header("authorization") == "Bearer good" ? .status(200) : .status(401)
        }
        events = try await WebhookReceiver()
        tokens = try await WebhookReceiver { _ in
            .status(200, body: #"{"access_token":"good","token_type":"Bearer","expires_in":600}"#)
        }
        try await ServerControl(TestServers.gcs).set("buckets/\(bucket)", "{}")
    }

    private static var readingsFile: String {
        ProcessInfo.processInfo.environment["DISTRIBUTARY_TEST_READINGS"] ?? TestFiles.path("../samples/readings.csv")
    }

    private func configuration(_ directory: TemporaryDirectory, _ queue: String) throws -> String {
        let (s3, sqs, kafka) = try (TestServers.s3, TestServers.aws, TestServers.kafka)
        let objects = """
            bucket: '\(s3.bucket)', endpoint: '\(s3.url)', access_key_id: '\(s3.accessKeyID)', \
            secret_access_key: '\(s3.secretAccessKey)'
            """
        return """
            destinations:
              ehr: {kind: webhook, url: '\(posts.url)', order: user, format: fhir, \
            fhir: {subject: user_id, \(Self.options)}, \
            oauth: {token_url: '\(tokens.url)', client_id: cgm, client_secret: hush, scope: system/Observation.c}}
              events: {kind: webhook, url: '\(events.url)', format: cloudevents}
              rows: {kind: kafka, brokers: ['\(kafka)'], topic: '\(topic).rows', order: user, format: readings}
              stream: {kind: kafka, brokers: ['\(kafka)'], topic: '\(topic).events', format: cloudevents}
              queue: {kind: sqs, queue_url: '\(queue)', region: us-east-1, access_key_id: '\(sqs.accessKeyID)', \
            secret_access_key: '\(sqs.secretAccessKey)', max_message_size: 64KiB, format: fhir, \
            fhir: {subject: user_id, \(Self.options)}, large_payloads: {\(objects), prefix: '\(prefix)large/'}}
              files: {kind: s3, \(objects), prefix: '\(prefix)', format: fit, fit: {\(Self.options)}}
              bundles: {kind: gcs, bucket: '\(bucket)', endpoint: '\(try TestServers.gcs)', \
            credentials: '${file:\(try TestServers.gcsCredentials)}', format: fhir, \
            fhir: {subject: user_id, \(Self.options)}}
              blobs: {kind: azure_blob, container: \(bucket), connection_string: '\(try TestServers.azureBlob)', \
            format: fit, fit: {\(Self.options)}}
              table: {kind: directory, path: '\(directory.path("table"))', layout: batches, format: readings, \
            readings: {encoding: csv}}
              exact: {kind: directory, path: '\(directory.path("exact"))', format: fit, fit: {\(Self.options)}}
            routes:
              - to: [ehr, events, rows, stream, queue, files, bundles, blobs, table]
              - to: [exact]
                strict: true

            """
    }

    @Test(.timeLimit(.minutes(10)))
    func everyDestinationCarriesItsFormat() async throws {
        let readings = try ReadingsFile(parsing: String(contentsOfFile: Self.readingsFile, encoding: .utf8)).readings
        let webhooks = DayWebhooks(versionsPerDay: Self.versionsPerDay).webhooks(for: readings)
        let days = Set(webhooks.map { "\($0.userID)/\($0.date)" }).count
        let queue = try await QueueMessage.makeQueue("formats-\(UUID().uuidString)", at: TestServers.aws)
        let daemon = try DaemonUnderTest { try configuration($0, queue) }
        let process = try await daemon.start()
        try await send(daemon)
        for name in ["ehr", "events", "rows", "stream", "queue", "files", "bundles", "blobs", "table", "exact"] {
            try await eventually("\(name) has everything; \(daemon.logEnd)", timeout: .seconds(240)) {
                try await daemon.waiting(name).events == 0
            }
            // The one event without readings is a dead letter where the route is strict, and only there.
            #expect(try await daemon.waiting(name).deadLetters == (name == "exact" ? 1 : 0), "\(name)")
        }
        try await checkSkipped(daemon)
        let expected = Dictionary(readings.map { (Self.key($0), $0.glucose) }) { first, _ in first }
        try await checkBundles(expected, bodies: posts.accepted.map { Data($0.body) }, count: webhooks.count, "webhook")
        #expect(posts.accepted.allSatisfy { $0.header("content-type") == "application/fhir+json" })
        #expect(tokens.requests.count == 1, "one token for all of them")
        let messages = try await QueueMessage.receive(from: queue, at: TestServers.aws, payloadsIn: TestServers.s3)
        #expect(messages.allSatisfy { $0.attributes["content-type"] == "application/fhir+json" })
        try await checkBundles(expected, bodies: messages.map(\.value), count: webhooks.count, "sqs")
        let bundles = try await StoredObject.read(bucket: bucket)
        try await checkBundles(expected, bodies: bundles.map(\.content), count: days, "gcs")
        try await checkEvents(count: webhooks.count + 1)
        try await checkRows(expected, daemon, versions: webhooks.count)
        try await checkFiles(expected, daemon, days: days)
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }

    private func send(_ daemon: DaemonUnderTest) async throws {
        let lifecycle = daemon.directory.path("auth.json")
        try #"{"type":"auth","status":"success","user":{"user_id":"u1","provider":"DEXCOM"}}"#
            .write(toFile: lifecycle, atomically: true, encoding: .utf8)
        let result = try await daemon.command([
            "send", lifecycle, "--readings", Self.readingsFile, "--versions-per-day", "\(Self.versionsPerDay)",
        ])
        #expect(result.status == 0, "\(result)")
    }

    private func checkSkipped(_ daemon: DaemonUnderTest) async throws {
        let status = try JSONSerialization.jsonObject(with: Data(try await daemon.get("/status").body))
        let all = try #require((status as? [String: Any])?["destinations"] as? [String: [String: Any]])
        let skipped = all.compactMapValues { $0["skipped"] as? Int }
        let expected = [
            "ehr": 1, "events": 0, "rows": 1, "stream": 0, "queue": 1, "files": 1, "bundles": 1, "blobs": 1,
            "table": 1, "exact": 0,
        ]
        #expect(skipped == expected)
        #expect(daemon.log("event.skipped").count == 7, "a line for each destination that skipped")
    }

    /// Every version of every day is a Bundle, and together they hold each reading under one identifier.
    private func checkBundles(
        _ expected: [String: String],
        bodies: [Data],
        count: Int,
        _ name: String
    ) async throws {
        #expect(bodies.count == count, "\(name): a Bundle for every event or day")
        let lines = try await FormatReader(script: "format_fhir.py").lines(of: bodies, ending: ".json")
        var created: [String: (key: String, value: String)] = [:]
        for line in lines where line.summary == nil {
            // As a server does: what is there under the identifier stays.
            let identifier = try #require(line.id)
            let user = try #require(line.subject).replacing("Patient/", with: "")
            guard created[identifier] == nil else { continue }
            created[identifier] = ("\(user)/\(try #require(line.time))", try #require(line.value))
        }
        Self.compare(created.values.map { ($0.key, $0.value) }, expected, "fhir over \(name), \(bodies.count) Bundles")
    }

    private func checkEvents(count: Int) async throws {
        let http = try events.accepted.map { request in
            var headers: [String: String] = [:]
            for header in request.headers { headers[header.name.lowercased()] = header.value }
            let message: [String: Any] = ["headers": headers, "body": Data(request.body).base64EncodedString()]
            return try JSONSerialization.data(withJSONObject: message)
        }
        let reader = FormatReader(script: "format_cloudevents.py")
        let binary = try await reader.lines(of: http, ending: ".http.json")
        let values = try await Reader.values("kafka.py", [TestServers.kafka, topic + ".events"])
        let structured = try await reader.lines(of: values, ending: ".json")
        for (name, lines) in [("webhook", binary), ("kafka", structured)] {
            #expect(lines.count == count, "\(name): an event each")
            #expect(Set(lines.compactMap(\.attributes?.id)).count == count)
            #expect(lines.count { $0.attributes?.type == "co.tryterra.auth" } == 1)
            print("> cloudevents over \(name): \(lines.count) events read with their SDK")
        }
    }

    private func checkRows(_ expected: [String: String], _ daemon: DaemonUnderTest, versions: Int) async throws {
        let values = try await Reader.values("kafka.py", [TestServers.kafka, topic + ".rows"])
        #expect(values.count == versions)
        let reader = FormatReader(script: "format_readings.py")
        let streamed = try Self.rows(try await reader.lines(of: values, ending: ".ndjson"))
        let stored = try Self.rows(try await reader.lines(in: daemon.directory.path("table")))
        for (name, rows) in [("kafka", streamed), ("directory", stored)] {
            // Each version repeats the readings of the one before.
            let last = Dictionary(rows.map { ($0.key, $0.value) }) { $1 }
            Self.compare(last.map { ($0.key, $0.value) }, expected, "readings over \(name), \(rows.count) rows")
        }
    }

    private func checkFiles(_ expected: [String: String], _ daemon: DaemonUnderTest, days: Int) async throws {
        let server = try TestServers.s3
        let values = try await Reader.values(
            "s3.py",
            [server.url, server.bucket, prefix + "2022-03-16/body/", server.accessKeyID, server.secretAccessKey]
        )
        #expect(values.count == days, "a file a day")
        let reader = FormatReader(script: "format_fit.py")
        let stored = try await reader.lines(of: values, ending: ".fit")
        let blobs = try await Reader.values("azure_blob.py", [TestServers.azureBlob, bucket])
        #expect(blobs.count == days, "a blob a day")
        let blobRecords = try await reader.lines(of: blobs, ending: ".fit")
        let exact = try await reader.lines(in: daemon.directory.path("exact"))
        // A file names no user.
        let anonymous = expected.map { "\($0.key.split(separator: "/")[1]) \($0.value)" }.sorted()
        for (name, lines) in [("s3", stored), ("azure_blob", blobRecords), ("directory", exact)] {
            #expect(lines.map { "\($0.time ?? "") \($0.value ?? "")" }.sorted() == anonymous, "\(name)")
            print("> fit over \(name): \(lines.count) records of \(expected.count) read with Garmin's SDK")
        }
    }

    private static func rows(_ lines: [FormatReader.Line]) throws -> [(key: String, value: String)] {
        try lines.map { line in
            let row = try #require(line.row)
            let user = try #require(row["user_id"] ?? nil)
            let time = try #require(row["local_time"] ?? nil).replacing(".000000", with: "Z")
            return ("\(user)/\(time)", try #require(row["glucose_mg_per_dl"] ?? nil))
        }
    }

    private static func compare(_ found: [(String, String)], _ expected: [String: String], _ what: String) {
        #expect(found.count == expected.count, "\(what): \(found.count) readings of \(expected.count)")
        #expect(Dictionary(found) { first, _ in first } == expected, "\(what)")
        print("> \(what): \(found.count) readings read back of \(expected.count)")
    }

    private static func key(_ reading: CGMReading) -> String {
        let time = reading.time.split(separator: ".").first.map(String.init) ?? reading.time
        return "\(DayWebhooks.userID(for: reading.subject))/\(reading.date)T\(time)Z"
    }
}
