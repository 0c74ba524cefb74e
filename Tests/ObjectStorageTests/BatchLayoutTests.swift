import ObjectStorage
import RouterCore
import TestSupport
import Testing

@Suite("Batches: NDJSON by type and hour")
struct BatchLayoutTests {
    private func fixture(_ compression: Compression = .none, store: MemoryObjectStore = .init()) -> WriterFixture {
        WriterFixture(store: store) {
            $0.layout = .batches
            $0.compression = compression
            $0.prefix = "cgm/"
        }
    }

    @Test("An object a type and hour below the prefix, whatever is there")
    func layout() async throws {
        let fixture = fixture()
        let events = [fixture.version(1), fixture.lifecycle("a"), fixture.version(2, user: "u2")]
        #expect(await fixture.write(events) == .all(.delivered))
        #expect(fixture.store.requests.count == 2)
        for case .put(let key, let condition) in fixture.store.requests {
            #expect(condition == .always)
            #expect(key.hasPrefix("cgm/body/2026-09-16/00/") || key.hasPrefix("cgm/auth/2026-09-16/00/"))
            #expect(key.hasSuffix(".ndjson"))
            #expect(fixture.store.objects[key]?.object.contentType == "application/x-ndjson")
            #expect(fixture.store.objects[key]?.object.ordering == nil)
        }
        let body = try #require(fixture.store.objects.keys.first { $0.hasPrefix("cgm/body") })
        let lines = fixture.store.content(body)?.split(separator: "\n").map { Array($0.utf8) }
        #expect(lines == [events[0].payload, events[2].payload].map { Array($0) })
    }

    @Test("The same batch is the same object, compressed or not", arguments: Compression.allCases)
    func deterministic(compression: Compression) async throws {
        let fixture = fixture(compression)
        let events = (1...5).map { fixture.version(Int64($0)) }
        #expect(await fixture.write(events) == .all(.delivered))
        let first = try #require(fixture.store.objects.values.first).object
        #expect(await fixture.write(events) == .all(.delivered))
        #expect(fixture.store.objects.count == 1)
        let second = try #require(fixture.store.objects.values.first).object
        #expect(first.content == second.content)
        #expect(second.contentEncoding == (compression == .gzip ? "gzip" : nil))
        #expect(second.key.hasSuffix(compression == .gzip ? ".ndjson.gz" : ".ndjson"))
        #expect(second.content.starts(with: [0x1f, 0x8b]) == (compression == .gzip))
    }

    @Test("An object that is refused is taken apart until the poison stands alone", arguments: 0..<7)
    func bisected(poison: Int) async throws {
        let fixture = fixture()
        let events = (0..<7).map { fixture.version(Int64($0 + 1), user: "u\($0)") }
        let mark = "\"u\(poison)\""
        let refusal = Outcome.rejected(reason: "refused by a test")
        let store = PickyObjectStore(fixture.store, refuses: mark, with: refusal)
        var layout = LayoutConfiguration()
        layout.layout = .batches
        let writer = ObjectWriter(store: store, layout: layout, parallelism: 2, name: "lake")
        let outcomes = await writer.write(Batch(events), until: .now + .seconds(60))
        for index in events.indices { #expect(outcomes[index] == (index == poison ? refusal : .delivered)) }
        let lines = fixture.store.objects.keys.flatMap { fixture.store.content($0)?.split(separator: "\n") ?? [] }
        #expect(lines.count == 6)
        #expect(!lines.contains { $0.contains(mark) })
    }

    @Test("Of a document's versions those are tried that are not refused")
    func versions() async throws {
        let fixture = WriterFixture()
        let refusal = Outcome.rejected(reason: "refused by a test")
        let versions = [
            fixture.factory.day(SampleDay(user: "u1", readings: 3), ordering: 1).event,
            fixture.factory.day(SampleDay(user: "u1", readings: 3, correction: 7), ordering: 2).event,
        ]
        let second = String(decoding: versions[1].payload, as: UTF8.self)
        let store = PickyObjectStore(fixture.store, refuses: second, with: refusal)
        let writer = ObjectWriter(store: store, layout: LayoutConfiguration(), parallelism: 2, name: "lake")
        let outcomes = await writer.write(Batch(versions), until: .now + .seconds(60))
        #expect(outcomes == .each([.delivered, refusal]))
        #expect(fixture.store.objects[fixture.key()]?.object.ordering == 1)
    }
}
