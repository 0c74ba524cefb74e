import DirectoryDestination
import ObjectStorage
import RouterCore
import TestSupport
import Testing

@Suite("Batches: NDJSON by type and hour")
struct BatchTests {
    private static let pretty = "{\n  \"type\": \"b\",\r\n  \"s\": \"x\\n\"\n}\n"

    private func events() -> [Event] {
        [
            event("a", user: "u", id: "1", "{\"type\":\"a\"}"), event("b", user: "u", id: "2", Self.pretty),
            event("a", user: "u", id: "3", "{\"type\":\"a\",\"n\":3}"),
        ]
    }

    @Test("A file a type and hour, one event a line, in order")
    func layout() async throws {
        let fixture = try await DirectoryFixture { $0.files.layout = .batches }
        #expect(await fixture.destination.deliver(Batch(events())) == .all(.delivered))
        let files = try fixture.files()
        #expect(files.count == 2)
        #expect(files[0].hasPrefix("a/2025-10-09/08/") && files[0].hasSuffix(".ndjson"))
        #expect(try fixture.content(files[0]) == Array("{\"type\":\"a\"}\n{\"type\":\"a\",\"n\":3}\n".utf8))
        let lines = String(decoding: try fixture.content(files[1]), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines[0].contains(#""s": "x\n""#))
    }

    @Test("The same batch is the same file, another order or another event is another", arguments: Compression.allCases)
    func deterministic(compression: Compression) async throws {
        let fixture = try await DirectoryFixture {
            $0.files.layout = .batches
            $0.files.compression = compression
        }
        _ = await fixture.destination.deliver(Batch(events()))
        let files = try fixture.files()
        let contents = try files.map { try fixture.content($0) }
        _ = await fixture.destination.deliver(Batch(events()))
        #expect(try fixture.files() == files)
        #expect(try files.map { try fixture.content($0) } == contents)
        _ = await fixture.destination.deliver(Batch(events().reversed()))
        #expect(try fixture.files().count == 3)
    }
}
