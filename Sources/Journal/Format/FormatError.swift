/// Why bytes are not what they should be.
package enum FormatError: Error, Sendable, Hashable {
    /// Cut short, or a checksum does not hold.
    case damaged
    /// Written by a later version of the program, in a format of this number.
    case newerVersion(UInt32)
}
