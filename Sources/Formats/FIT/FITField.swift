/// A field of a message's definition.
struct FITField {
    /// Its number in the profile; of a developer field, the number that its description gave it.
    let number: UInt8
    /// In bytes.
    let size: UInt8
    let type: FITBaseType

    init(_ number: UInt8, _ type: FITBaseType, size: UInt8? = nil) {
        self.number = number
        self.type = type
        self.size = size ?? Self.size(of: type)
    }

    private static func size(of type: FITBaseType) -> UInt8 {
        switch type {
        case .enumeration, .uint8, .byte, .string: 1
        case .uint16: 2
        case .uint32, .uint32z: 4
        case .float64: 8
        }
    }
}
