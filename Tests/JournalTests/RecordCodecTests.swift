import Journal
import RouterCore
import Testing

@Suite("Record codec")
struct RecordCodecTests {
    private static let events = [
        Event(
            sequence: 42,
            id: "4c3e-trace",
            type: "body",
            userID: "user",
            referenceID: "clinic-7-12",
            provider: "DEXCOM",
            reference: "reference",
            receivedAt: 1_700_000_000_123,
            ordering: -5,
            destinations: [DestinationSet(index: 0), DestinationSet(index: 63)],
            payload: Array(#"{"type":"body"}"#.utf8)[...]
        ),
        Event(
            sequence: .max,
            id: "",
            type: "жлюкоза 🩸",
            userID: nil,
            referenceID: "",
            provider: nil,
            reference: nil,
            receivedAt: .min,
            ordering: .max,
            destinations: [],
            payload: []
        ),
    ]

    @Test("What is encoded decodes to the same event, nil and empty kept apart", arguments: events)
    func roundTrip(event: Event) throws {
        var bytes: [UInt8] = [1, 2, 3]
        RecordCodec.encode(event, into: &bytes)
        #expect(bytes.count == 3 + RecordCodec.size(of: event))
        #expect(try RecordCodec.decode(bytes[3...]) == event)
    }

    @Test("Any bit that is flipped anywhere is found", arguments: events)
    func corruption(event: Event) {
        var bytes: [UInt8] = []
        RecordCodec.encode(event, into: &bytes)
        for position in bytes.indices {
            for bit in 0..<8 {
                bytes[position] ^= 1 << UInt8(bit)
                #expect(throws: FormatError.damaged) { try RecordCodec.decode(bytes[...]) }
                bytes[position] ^= 1 << UInt8(bit)
            }
        }
    }

    @Test("A record that is cut short or goes on is refused")
    func length() {
        var bytes: [UInt8] = []
        RecordCodec.encode(Self.events[0], into: &bytes)
        for count in 0..<bytes.count {
            #expect(throws: FormatError.damaged) { try RecordCodec.decode(bytes[..<count]) }
        }
        #expect(throws: FormatError.damaged) { try RecordCodec.decode((bytes + [0])[...]) }
    }

    @Test("A large payload is kept byte for byte, and not copied")
    func large() throws {
        let payload = [UInt8](repeating: 7, count: 5 << 20)
        let event = Event(
            id: "id",
            type: "body",
            userID: nil,
            referenceID: nil,
            provider: nil,
            reference: nil,
            receivedAt: 0,
            ordering: 0,
            destinations: [],
            payload: payload[...]
        )
        var bytes: [UInt8] = []
        RecordCodec.encode(event, into: &bytes)
        let decoded = try RecordCodec.decode(bytes[...])
        #expect(decoded == event)
        let isShared = bytes.withUnsafeBytes { all in
            decoded.payload.withUnsafeBytes {
                $0.baseAddress == all.baseAddress.map { $0 + bytes.count - payload.count }
            }
        }
        #expect(isShared)
    }
}
