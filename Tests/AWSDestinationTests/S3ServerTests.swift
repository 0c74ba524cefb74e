import AWSClient
import AWSCredentials
import Foundation
import HTTPTransport
import ObjectStorage
import RouterCore
import S3Destination
import TestSupport
import Testing

/// Against SeaweedFS, which verifies signatures and conditions, and rclone, which verifies signatures only.
@Suite("Real S3 servers", .timeLimit(.minutes(5)))
struct S3ServerTests {
    private func configuration(
        _ server: TestBucket,
        prefix: String = "tests-\(UUID().uuidString)/",
        bucket: String? = nil,
        secret: String? = nil
    ) throws -> S3Configuration {
        let location = try S3Location(
            bucket: bucket ?? server.bucket,
            region: "us-east-1",
            endpoint: HTTPURL(server.url),
            isPathStyle: nil
        )
        var configuration = S3Configuration(
            location: try TestDestination.required(location),
            region: "us-east-1"
        )
        configuration.credentials.credentials = AWSCredentials(
            accessKeyID: server.accessKeyID,
            secretAccessKey: secret ?? server.secretAccessKey
        )
        configuration.layout.prefix = prefix
        return configuration
    }

    private func withDestination(
        _ configuration: S3Configuration,
        log: LogCapture = LogCapture(),
        _ body: (S3Destination) async throws -> Void
    ) async throws {
        let context = DestinationContext(name: "lake", timeout: .seconds(20), logger: log.logger())
        let destination = S3Destination(configuration: configuration, context: context)
        do {
            try await body(destination)
        } catch {
            await destination.shutdown()
            throw error
        }
        await destination.shutdown()
    }

    private func client(_ server: TestBucket, now: @escaping @Sendable () -> Int64) -> AWSClient {
        let credentials = AWSCredentials(
            accessKeyID: server.accessKeyID,
            secretAccessKey: server.secretAccessKey
        )
        return AWSClient(
            service: "s3",
            region: "us-east-1",
            credentials: AWSCredentialProvider(AWSCredentialSettings(credentials: credentials)),
            transport: HTTPClientConfiguration(),
            now: now
        )
    }

    @Test("check --connect tells what is there, what is missing and whose fault it is")
    func examined() async throws {
        let server = try TestServers.s3
        try await withDestination(try configuration(server)) { destination in
            #expect(await destination.examine().map(\.verdict) == [.good, .good, .good])
            try await destination.prepare()
        }
        try await withDestination(try configuration(server, bucket: "not-there")) { destination in
            let findings = await destination.examine()
            #expect(findings.map(\.aspect) == [.connection, .credentials, .target])
            #expect(findings.last?.verdict == .bad)
            await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        }
        try await withDestination(try configuration(server, secret: "wrong")) { destination in
            let findings = await destination.examine()
            #expect(findings.map(\.verdict) == [.good, .bad, .unknown])
            #expect(!findings.map(\.text).joined().contains("wrong"))
            let event = EventFactory().day(SampleDay(user: "u", readings: 3)).event
            guard case .pause = await destination.deliver(Batch([event]))[0] else {
                Issue.record("not paused")
                return
            }
        }
    }

    @Test(
        "A clock that is off by hours is corrected by the server's",
        arguments: [-7200, 7200] as [Int64]
    )
    func skewed(offset: Int64) async throws {
        let server = try TestServers.s3
        let client = client(server) { Int64(Date().timeIntervalSince1970) + offset }
        let store = S3Store(
            try configuration(server),
            client: client,
            name: "lake",
            logger: LogCapture().logger()
        )
        let object = StorableObject(
            key: "skewed-\(offset)",
            content: [1, 2, 3],
            contentType: "text/plain"
        )
        let result = try await store.put(object, if: .always, until: .now + .seconds(20))
        #expect(result != .conditionFailed)
        #expect(try await store.attributes(of: object.key, until: .now + .seconds(20)) != nil)
        await client.shutdown()
    }

    @Test("Every checksum is taken", arguments: S3Configuration.Checksum.allCases)
    func checksums(checksum: S3Configuration.Checksum) async throws {
        var configuration = try configuration(TestServers.s3)
        configuration.checksum = checksum
        try await withDestination(configuration) { destination in
            let event = EventFactory().day(SampleDay(user: "u", readings: 3)).event
            #expect(await destination.deliver(Batch([event])) == .all(.delivered))
        }
    }

    // SeaweedFS takes a backslash for a slash, and two slashes for one: neither is among them.
    @Test("Keys with every kind of character name the object that boto3 finds under them")
    func keys() async throws {
        let server = try TestServers.s3
        let prefix = "keys-\(UUID().uuidString)/"
        let names = [
            "a b", "a+b", "ünï-😀", "%2F%", "a&b=c?d#e", "'()*!~", "a|c", "\"<>`{}[]^",
            "semi;colon,@$:",
        ]
        let client = client(server) { Int64(Date().timeIntervalSince1970) }
        let store = S3Store(
            try configuration(server),
            client: client,
            name: "lake",
            logger: LogCapture().logger()
        )
        for name in names {
            let object = StorableObject(
                key: prefix + name,
                content: Array(name.utf8)[...],
                contentType: "text/plain",
                ordering: 7,
                eventID: "id"
            )
            guard case .written = try await store.put(object, if: .absent, until: .now + .seconds(20))
            else {
                Issue.record("not written: \(name)")
                continue
            }
            let found = try await store.attributes(of: object.key, until: .now + .seconds(20))
            #expect(found?.ordering == 7)
            #expect(found?.eventID == "id")
        }
        await client.shutdown()
        let objects = try await BucketObject.read(below: prefix, in: server)
        let found = objects.map { ($0.key.dropFirst(prefix.count), String(decoding: $0.value, as: UTF8.self)) }
        #expect(found.count == names.count)
        #expect(found.allSatisfy { $0 == $1 })
        #expect(Set(found.map(\.1)) == Set(names))
    }

    @Test("Objects over the threshold arrive whole, and no upload is left behind")
    func multipart() async throws {
        let server = try TestServers.s3
        var configuration = try configuration(server)
        // Conditions are for documents of one request.
        configuration.conditionalWrites = .off
        configuration.multipartThreshold = 5 << 20
        configuration.partSize = 5 << 20
        let note = String(repeating: "0123456789", count: 1_200_000)
        let payload =
            #"{"type":"body","user":{"user_id":"u"},"data":[{"metadata":{"start_time":"2026-09-15"},"n":"\#(note)"}]}"#
        let factory = EventFactory()
        func version(_ ordering: Int64) -> Event {
            factory.make(type: "body", user: "u", payload: payload, ordering: ordering, records: []).event
        }
        try await withDestination(configuration) { destination in
            for ordering in [5, 4, 6] as [Int64] {
                #expect(await destination.deliver(Batch([version(ordering)])) == .all(.delivered))
            }
        }
        let objects = try await BucketObject.read(below: configuration.layout.prefix, in: server)
        #expect(objects.map(\.value) == [Data(payload.utf8)])
        #expect(objects.first?.metadata["ordering"] == "6")
        let uploads = try await ChildProcess.output(
            of: "curl",
            [
                "--silent", "--show-error", "--fail", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user",
                "\(server.accessKeyID):\(server.secretAccessKey)",
                "\(server.url)/\(server.bucket)?prefix=\(configuration.layout.prefix.dropLast())&uploads=",
            ]
        )
        #expect(uploads.contains("ListMultipartUploadsResult"))
        #expect(!uploads.contains("<Upload>"), "what did not become an object is thrown away")
    }

    @Test("Where a server ignores conditions an older version still does not replace a newer one")
    func unconditional() async throws {
        let log = LogCapture()
        var configuration = try configuration(TestServers.unconditionalS3)
        // It loses files that are written to one new folder at the same moment.
        configuration.connections = 1
        let factory = EventFactory()
        let versions = [3, 1, 5, 2, 4].map { ordering in
            factory.day(
                SampleDay(user: "u", readings: 3, correction: ordering),
                ordering: Int64(ordering)
            ).event
        }
        try await withDestination(configuration, log: log) { destination in
            for version in versions {
                #expect(await destination.deliver(Batch([version])) == .all(.delivered))
            }
        }
        #expect(log.lines(containing: "destination.unconditional").count == 1)
        let client = client(try TestServers.unconditionalS3) { Int64(Date().timeIntervalSince1970) }
        let store = S3Store(configuration, client: client, name: "lake", logger: log.logger())
        let key =
            configuration.layout.prefix + "2022-03-16/body/u-\(SampleDay(user: "u").startTime).json"
        #expect(try await store.attributes(of: key, until: .now + .seconds(20))?.ordering == 5)
        await client.shutdown()
    }
}
