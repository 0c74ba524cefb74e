import ConfigurationReader
import Formats
import ObjectStorage
import RouterCore
import TestSupport
import Testing

@Suite("Objects in a format of their destination")
struct FormatLayoutTests {
    private static let csv: PayloadEncoder = {
        var options = ReadingsOptions()
        options.encoding = .csv
        return PayloadEncoder(.readings(options))
    }()

    private func fixture(_ encoder: PayloadEncoder, _ layout: ObjectLayout) -> WriterFixture {
        WriterFixture {
            $0.encoder = encoder
            $0.layout = layout
            $0.key = .terra(fileExtension: encoder.fileExtension)
        }
    }

    private func read(_ text: String) -> (LayoutConfiguration?, mistakes: [String]) {
        let file = ConfigurationFile(text: text)
        let layout = file.root.flatMap { section in
            defer { section.finish() }
            return LayoutConfiguration(section, hasPrefix: true)
        }
        return (layout, file.diagnostics.map(\.message))
    }

    @Test("A document has the format's content, type and extension")
    func documents() async throws {
        let encoder = PayloadEncoder(.fit(FITOptions()))
        let fixture = fixture(encoder, .documents)
        let event = fixture.version(1)
        #expect(await fixture.write(event) == .all(.delivered))
        let key = fixture.key().replacing(".json", with: ".fit")
        let object = try #require(fixture.store.objects[key]?.object)
        #expect(object.contentType == "application/vnd.ant.fit")
        #expect(.payload(object.content) == encoder.encode(event.payload, of: event))
        #expect(object.ordering == 1)
    }

    @Test("Each day of a chunk is a file of its own")
    func chunk() async throws {
        let fixture = fixture(PayloadEncoder(.fit(FITOptions())), .documents)
        let days = (0..<3).map { SampleDay(user: "u1", day: $0, readings: 2) }
        let event = fixture.factory.body(user: "u1", days: days, ordering: 1).event
        #expect(await fixture.write(event) == .all(.delivered))
        #expect(fixture.store.objects.count == 3)
        #expect(fixture.store.objects.values.allSatisfy { $0.object.content.count < 600 })
    }

    @Test("An event that holds nothing is skipped; the others are written")
    func skipped() async throws {
        for layout in ObjectLayout.allCases {
            let fixture = fixture(PayloadEncoder(.readings(ReadingsOptions())), layout)
            let events = [fixture.lifecycle("a"), fixture.version(1), fixture.lifecycle("b")]
            let outcomes = await fixture.write(events)
            for index in [0, 2] {
                guard case .skipped = outcomes[index] else { return #expect(Bool(false), "\(outcomes[index])") }
            }
            #expect(outcomes[1] == .delivered)
            #expect(fixture.store.objects.count == 1)
            let nothing = await fixture.write(fixture.lifecycle("c"))
            guard case .skipped = nothing[0] else { return #expect(Bool(false), "\(nothing[0])") }
            #expect(fixture.store.objects.count == 1)
        }
    }

    @Test("What a format refuses is a dead letter, and the others are written")
    func refused() async throws {
        var options = FHIROptions()
        options.subject = .userID
        let fixture = fixture(PayloadEncoder(.fhir(options)), .documents)
        let odd = fixture.factory.day(SampleDay(user: "u2", readings: 3, offsetSeconds: nil), ordering: 1).event
        let outcomes = await fixture.write(odd, fixture.version(1))
        guard case .rejected = outcomes[0] else { return #expect(Bool(false), "\(outcomes[0])") }
        #expect(outcomes[1] == .delivered)
    }

    @Test("Rows of a batch are one object with the header once, the same when it is sent twice")
    func rows() async throws {
        let fixture = fixture(Self.csv, .batches)
        let events = [fixture.version(1), fixture.version(2, user: "u2")]
        #expect(await fixture.write(events) == .all(.delivered))
        #expect(await fixture.write(events) == .all(.delivered))
        let key = try #require(fixture.store.objects.keys.first)
        #expect(fixture.store.objects.count == 1)
        #expect(key.hasSuffix(".csv"))
        #expect(fixture.store.objects[key]?.object.contentType == Self.csv.linesContentType)
        let lines = try #require(fixture.store.content(key)).split(separator: "\n")
        #expect(lines.count == 1 + 2 * 3)
        #expect(lines.count { $0.hasPrefix("user_id,") } == 1)
    }

    @Test("Configuration: the default key has the format's extension, a written one stays")
    func configuration() throws {
        #expect(read("format: fit").0?.key == .terra(fileExtension: ".fit"))
        #expect(read("format: readings\nreadings: {encoding: csv}").0?.key == .terra(fileExtension: ".csv"))
        #expect(read("format: fhir").0?.key == .terra)
        #expect(try read("format: fit\nkey: \"{id}.bin\"").0?.key == ObjectKeyTemplate("{id}.bin"))
        let (layout, mistakes) = read("format: fit\nlayout: batches")
        #expect(layout == nil)
        #expect(mistakes.count == 1)
        #expect(try #require(mistakes.first).contains("layout documents"))
    }
}
