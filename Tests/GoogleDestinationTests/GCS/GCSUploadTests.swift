import Foundation
import GCSDestination
import RouterCore
import TestSupport
import Testing

/// What lies in the bucket is read with Google's own client.
@Suite(.timeLimit(.minutes(5)))
struct GCSUploadTests {
    private let inChunks = "resumable_threshold: 1KiB\nchunk_size: 256KiB"

    @Test func anObjectCarriesItsVersionAndItsType() async throws {
        try await TestStorage.run(keys: "prefix: 'ü b+c?#%/'\ncompression: gzip") { storage in
            let sample = EventFactory().day(SampleDay(user: "user a", readings: 2), ordering: 17)
            #expect(await storage.destination.deliver(Batch([sample.event]))[0] == .delivered)
            let objects = try await StoredObject.read(bucket: storage.bucket)
            let object = try #require(objects.first)
            #expect(objects.count == 1)
            #expect(object.name == "ü b+c?#%/2022-03-16/body/user a-2026-09-15T00:00:00.000000+01:00.json.gz")
            #expect(object.contentType == "application/json")
            #expect(object.contentEncoding == "gzip")
            #expect(object.metadata == ["ordering": "17", "id": sample.id])
        }
    }

    @Test func theNextVersionIsWrittenOnTheGenerationOfTheLast() async throws {
        try await TestStorage.run { storage in
            let days = EventFactory().growing(SampleDay(user: "user-a"), readings: [1, 2])
            for day in days { #expect(await storage.destination.deliver(Batch([day.event]))[0] == .delivered) }
            let object = try #require(try await StoredObject.read(bucket: storage.bucket).first)
            #expect(Array(object.content) == days[1].payload)
            let writes = try await storage.requests().filter { $0.hasPrefix("POST") }
            #expect(writes.count == 2)
            #expect(writes.first?.contains("ifGenerationMatch=0") == true)
            #expect(writes.last?.contains("ifGenerationMatch=0") == false)
            #expect(writes.last?.contains("ifGenerationMatch=") == true)
        }
    }

    @Test func aLargeObjectGoesInChunks() async throws {
        try await TestStorage.run(keys: inChunks) { storage in
            let sample = largeEvent(1_000_000, ordering: 5)
            #expect(await storage.destination.deliver(Batch([sample.event]))[0] == .delivered)
            let object = try #require(try await StoredObject.read(bucket: storage.bucket).first)
            #expect(Array(object.content) == sample.payload)
            #expect(object.metadata["ordering"] == "5")
            #expect(try await storage.requests().count { $0.hasPrefix("PUT") } == 4)
        }
    }

    @Test(arguments: [
        // The session is begun, then a chunk's connection breaks with nothing of it taken, or with all of it.
        #"{"answers": [null, {"drop": true}]}"#,
        #"{"answers": [null, null, {"drop": true, "keep": 262144}]}"#,
        // The server cannot take a chunk, and then cannot say how far it got.
        #"{"answers": [null, null, {"status": 503}, {"status": 500}]}"#,
    ])
    func anUploadGoesOnWhereItWas(answers: String) async throws {
        try await TestStorage.run(keys: inChunks) { storage in
            try await storage.set(answers)
            let sample = largeEvent(1_000_000)
            #expect(await storage.destination.deliver(Batch([sample.event]))[0] == .delivered)
            let object = try #require(try await StoredObject.read(bucket: storage.bucket).first)
            #expect(Array(object.content) == sample.payload)
            // It was begun once.
            #expect(try await storage.requests().count { $0.hasPrefix("POST") } == 1)
        }
    }

    @Test(arguments: [(410, OutcomeKind.retry), (403, .pause), (400, .rejected), (412, .retry)])
    func whatEndsAnUpload(status: Int, outcome: OutcomeKind) async throws {
        try await TestStorage.run(keys: inChunks) { storage in
            let failures = Array(repeating: #"null, {"status": \#(status), "reason": "forbidden"}"#, count: 30)
            // After a chunk that finds another version the object is looked at, and is not there.
            let answers = status == 412 ? failures.map { "\($0), null" } : failures
            try await storage.set(#"{"answers": [\#(answers.joined(separator: ","))]}"#)
            let result = await storage.destination.deliver(Batch([largeEvent(1_000_000).event]))[0]
            #expect(OutcomeKind(result) == outcome, "\(result)")
            try await storage.set(#"{"answers": []}"#)
            #expect(try await StoredObject.read(bucket: storage.bucket).isEmpty)
        }
    }

    @Test func aServerThatTakesNothingIsGivenUp() async throws {
        try await TestStorage.run(keys: inChunks) { storage in
            let drops = Array(repeating: #"{"drop": true}"#, count: 200).joined(separator: ",")
            try await storage.set(#"{"answers": [null, \#(drops)]}"#)
            let outcome = await storage.destination.deliver(Batch([largeEvent(1_000_000).event]))[0]
            #expect(OutcomeKind(outcome) == .retry)
            // A request whose connection breaks at once is repeated by the transport, a few times.
            let requests = try await storage.requests()
            #expect(requests.count { $0.hasPrefix("PUT") } < 50)
        }
    }

    @Test func aRevokedTokenIsReplacedOnTheWay() async throws {
        try await TestStorage.run { storage in
            let days = EventFactory().growing(SampleDay(user: "user-a"), readings: [1, 2])
            #expect(await storage.destination.deliver(Batch([days[0].event]))[0] == .delivered)
            try await storage.account.set(#"{"revoke": true}"#)
            #expect(await storage.destination.deliver(Batch([days[1].event]))[0] == .delivered)
            #expect(try await storage.account.requests() == 2)
        }
    }

    @Test func aRefusedGrantPausesAndAnOutageOfTheTokensDoesNot() async throws {
        try await TestStorage.run { storage in
            let event = EventFactory().day(SampleDay(user: "user-a", readings: 2)).event
            try await storage.account.set(#"{"status": 400, "error": "invalid_grant"}"#)
            #expect(OutcomeKind(await storage.destination.deliver(Batch([event]))[0]) == .pause)
            try await storage.account.set(#"{"status": 503}"#)
            #expect(OutcomeKind(await storage.destination.deliver(Batch([event]))[0]) == .retry)
            try await storage.account.set(#"{"status": 0}"#)
            #expect(await storage.destination.deliver(Batch([event]))[0] == .delivered)
        }
    }
}
