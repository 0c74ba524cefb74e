import Formats
import RouterCore
import Testing

@Suite struct FITEncoderTests {
    private func encode(_ payload: String, type: String = "body", offset: Int? = nil) -> EncodedPayload {
        var options = FITOptions()
        options.assumedOffset = offset
        let event = TestEvents.event(payload, type: type)
        return PayloadEncoder(.fit(options)).encode(event.payload, of: event)
    }

    /// The sizes of the files that follow one another, by what their headers say.
    private func files(_ bytes: Payload) -> [Int] {
        var sizes: [Int] = []
        var rest = bytes
        while rest.count >= 14 {
            let size = rest.dropFirst(4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) } + 16
            sizes.append(size)
            rest = rest.dropFirst(size)
        }
        return sizes
    }

    @Test func anEventWithoutReadingsHasNothing() {
        #expect(encode(#"{"type":"auth"}"#, type: "auth").isNothing)
        #expect(encode(#"{"type":"body","data":[]}"#).isNothing)
        #expect(encode(TestEvents.day(samples: TestEvents.samples(["null"]))).isNothing)
    }

    @Test func aChecksumOverAllIsZero() throws {
        let bytes = try encode(TestEvents.day(samples: TestEvents.samples(["100", "101"]))).bytes()
        #expect(FITChecksum.of(bytes) == 0)
        #expect(FITChecksum.of(bytes.prefix(12)) == UInt16(bytes[12]) | UInt16(bytes[13]) << 8)
        #expect(Array(bytes.dropFirst(8).prefix(4)) == Array(".FIT".utf8))
        #expect(files(bytes) == [bytes.count])
    }

    @Test func everyDayOfAChunkIsAFile() throws {
        let elements = ["2026-09-15", "2026-09-16"].map {
            TestEvents.element(TestEvents.samples(["100", "110"], date: $0), $0)
        }
        let bytes = try encode(#"{"type":"body","data":[\#(elements.joined(separator: ","))]}"#).bytes()
        let sizes = files(bytes)
        #expect(sizes.count == 2)
        #expect(sizes.reduce(0, +) == bytes.count)
        let first = bytes.prefix(sizes[0])
        let second = bytes.dropFirst(sizes[0])
        #expect(FITChecksum.of(first) == 0)
        #expect(FITChecksum.of(second) == 0)
    }

    @Test func timesWithoutOffsetAreRefusedUnlessTheyAreKnown() throws {
        let payload = TestEvents.day(samples: TestEvents.samples(["100"], offset: ""), offset: "")
        #expect(try #require(encode(payload).refusal).contains("fit.assume_offset"))
        let utc = try encode(TestEvents.day(samples: TestEvents.samples(["100"]))).bytes()
        #expect(try encode(payload, offset: 0).bytes() == utc)
        #expect(try encode(payload, offset: 3600).bytes() != utc)
    }

    @Test(arguments: ["1970-01-01", "1997-12-31", "9998-01-01"])
    func aTimeThatFITHasNoNumberForIsRefused(date: String) {
        let payload = TestEvents.day(samples: TestEvents.samples(["100"], date: date), date: date)
        #expect(encode(payload).refusal != nil)
    }
}
