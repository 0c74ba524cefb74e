/// Writes one FIT file behind what there is already: little-endian, protocol 2.0.
struct FITWriter {
    private static let headerSize = 14
    /// 2.0: the first with developer fields.
    private static let protocolVersion: UInt8 = 0x20
    /// Of the profile that the messages are from: 21.205.
    private static let profileVersion: UInt16 = 21_205
    private static let hasDeveloperFields: UInt8 = 0x20
    private static let isDefinition: UInt8 = 0x40

    private(set) var bytes: [UInt8]
    private var start: Int

    /// Behind `bytes`, which hold whole files: files one after the other are a chained file.
    init(behind bytes: [UInt8]) {
        self.bytes = bytes
        start = bytes.count
        self.bytes += [UInt8](repeating: 0, count: Self.headerSize)
    }

    /// Says which fields the messages that follow hold, those of developers last; `definitionSize` bytes of strings and
    /// arrays are part of the fields.
    mutating func define(_ message: FITMessage, _ fields: [FITField], developer: [FITField] = []) {
        bytes.append(Self.isDefinition | (developer.isEmpty ? 0 : Self.hasDeveloperFields) | message.local)
        bytes += [0, 0]
        append(message.rawValue)
        bytes.append(UInt8(fields.count))
        for field in fields { bytes += [field.number, field.size, field.type.rawValue] }
        guard !developer.isEmpty else { return }
        bytes.append(UInt8(developer.count))
        // The last is the index of the developer, of whom there is one.
        for field in developer { bytes += [field.number, field.size, 0] }
    }

    /// Begins a message; its fields follow, in the order of the definition.
    mutating func begin(_ message: FITMessage) {
        bytes.append(message.local)
    }

    mutating func append(_ number: UInt8) {
        bytes.append(number)
    }

    mutating func append(_ number: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: number))
        bytes.append(UInt8(truncatingIfNeeded: number >> 8))
    }

    mutating func append(_ number: UInt32) {
        append(UInt16(truncatingIfNeeded: number))
        append(UInt16(truncatingIfNeeded: number >> 16))
    }

    mutating func append(_ number: Double) {
        append(UInt32(truncatingIfNeeded: number.bitPattern))
        append(UInt32(truncatingIfNeeded: number.bitPattern >> 32))
    }

    /// A text and the NUL that ends it.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(0)
    }

    mutating func append(_ array: [UInt8]) {
        bytes += array
    }

    /// Writes sizes and checksums: the file is whole.
    mutating func finish() {
        let size = UInt32(bytes.count - start - Self.headerSize)
        var header: [UInt8] = [UInt8(Self.headerSize), Self.protocolVersion]
        header += [UInt8(truncatingIfNeeded: Self.profileVersion), UInt8(truncatingIfNeeded: Self.profileVersion >> 8)]
        header += (0..<4).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) }
        header += ".FIT".utf8
        let checksum = FITChecksum.of(header[...])
        header += [UInt8(truncatingIfNeeded: checksum), UInt8(truncatingIfNeeded: checksum >> 8)]
        bytes.replaceSubrange(start..<start + Self.headerSize, with: header)
        append(FITChecksum.of(bytes[start...]))
    }
}
