import Foundation
import GCSDestination
import RouterCore
import TestSupport
import Testing

/// A server that neither we nor Google wrote.
@Suite(.timeLimit(.minutes(5)))
struct SecondOpinionTests {
    @Test func anotherServerHoldsWhatWasSent() async throws {
        let server = try await FakeGCSServer(bucket: "cgm")
        let keys = "bucket: cgm\nendpoint: \(server.url)\ncredentials: anonymous\nresumable_threshold: 100KiB\n"
        let (read, mistakes) = try read(keys + "chunk_size: 256KiB") { section in GCSConfiguration(section) { _ in nil }
        }
        #expect(mistakes.isEmpty)
        let context = DestinationContext(name: "lake", timeout: .seconds(30), logger: LogCapture().logger())
        let destination = GCSDestination(configuration: try #require(read), context: context)
        try await destination.prepare()
        let factory = EventFactory()
        let samples =
            EventFactory.oddUsers.map { factory.day(SampleDay(user: $0, readings: 3)) }
            + factory.growing(SampleDay(user: "user-a"), readings: [1, 2, 3]) + [largeEvent(1_000_000, user: "user-b")]
        for sample in samples { #expect(await destination.deliver(Batch([sample.event]))[0] == .delivered) }
        // Not what it made of the first: what is older than the third is left alone.
        #expect(await destination.deliver(Batch([samples[samples.count - 3].event]))[0] == .delivered)
        await destination.shutdown()
        let objects = try await StoredObject.read(bucket: "cgm", at: server.url, credentials: "anonymous")
        let kept = samples.filter { ![samples.count - 3, samples.count - 4].map { samples[$0].id }.contains($0.id) }
        #expect(Set(objects.map { Array($0.content) }) == Set(kept.map(\.payload)))
        #expect(objects.count == kept.count)
    }
}
