package import RouterCore

/// How an event is written into a courier's file and read from it: the journal's record format, handed in so that
/// delivery does not depend on one journal.
package struct RecordCoding: Sendable {
    /// Appends the event to the bytes.
    package let encode: @Sendable (Event, inout [UInt8]) -> Void
    /// Reads back what `encode` wrote; throws where the bytes are damaged.
    package let decode: @Sendable (ArraySlice<UInt8>) throws -> Event

    package init(
        encode: @escaping @Sendable (Event, inout [UInt8]) -> Void,
        decode: @escaping @Sendable (ArraySlice<UInt8>) throws -> Event
    ) {
        self.encode = encode
        self.decode = decode
    }

    func bytes(of event: Event) -> [UInt8] {
        var bytes: [UInt8] = []
        encode(event, &bytes)
        return bytes
    }
}
