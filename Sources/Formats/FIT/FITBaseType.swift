/// The types of fields in FIT files, with the numbers that the protocol gives them.
enum FITBaseType: UInt8 {
    case enumeration = 0x00
    case uint8 = 0x02
    case string = 0x07
    case byte = 0x0D
    case uint16 = 0x84
    case uint32 = 0x86
    case float64 = 0x89
    case uint32z = 0x8C
}
