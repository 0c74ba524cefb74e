package import AtRest
package import RouterCore

/// How an event is written into a courier's file and read from it: the journal's record format, handed in so that
/// delivery does not depend on one journal, sealed where something is to be encrypted.
package struct RecordCoding: Sendable {
    /// Appends the event to the bytes.
    package let encode: @Sendable (Event, inout [UInt8]) -> Void
    /// Reads back what `encode` wrote; throws where the bytes are damaged.
    package let decode: @Sendable (ArraySlice<UInt8>) throws -> Event
    /// Seals records, and what else of an event says whose it is.
    package let vault: Vault

    package init(
        vault: Vault = .plain,
        encode: @escaping @Sendable (Event, inout [UInt8]) -> Void,
        decode: @escaping @Sendable (ArraySlice<UInt8>) throws -> Event
    ) {
        self.vault = vault
        self.encode = encode
        self.decode = decode
    }

    func bytes(of event: Event) throws -> [UInt8] {
        var bytes: [UInt8] = []
        encode(event, &bytes)
        return try vault.seal(bytes)
    }

    func event(from bytes: [UInt8]) throws -> Event {
        try decode(try vault.open(bytes)[...])
    }

    /// An identity as it stands in a column.
    func hidden(_ identity: String?) throws -> String? {
        try identity.map { try vault.seal($0) }
    }

    /// The identity that `hidden` was given; nil where it is damaged.
    func shown(_ column: String?) -> String? {
        column.flatMap { try? vault.open($0) }
    }
}
