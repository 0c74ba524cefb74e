internal import AtRest

/// What stands guard over the records of one file: the number that seeds their checksums, and the key that they are
/// sealed under, where they are.
struct RecordGuard: Sendable {
    /// For records outside of segments, in the clear.
    static let none = RecordGuard(salt: 0, key: nil)

    let salt: UInt32
    /// Nil: the bodies are in the clear.
    let key: DataKey?

    /// Bytes that a record is longer than the event that it holds.
    var overhead: Int { key == nil ? 0 : DataKey.overhead }
}
