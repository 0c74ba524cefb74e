/// The data keys that a vault has derived: one to seal with, and those that were needed for reading.
struct VaultKeys {
    private static let info = Array("distributary record".utf8)
    /// Records that are sealed under one key at most.
    private static let maxRecords = 1 << 20
    private static let maxKnown = 256

    private var current: (reference: DataKeyReference, key: DataKey)?
    /// Sealed under the current key.
    private var records = 0
    private var known: [DataKeyReference: DataKey] = [:]
    private let random: @Sendable () -> UInt64

    init(random: @escaping @Sendable () -> UInt64) {
        self.random = random
    }

    /// The key to seal one more record with.
    mutating func keyForNext(_ master: MasterKey) -> (DataKeyReference, DataKey) {
        if let current, records < Self.maxRecords {
            records += 1
            return current
        }
        let salt = (0..<DataKeyReference.saltSize).map { _ in UInt8(truncatingIfNeeded: random()) }
        let next = (DataKeyReference(keyID: master.id, salt: salt), master.dataKey(salt: salt, info: Self.info))
        current = next
        records = 1
        return next
    }

    /// The key that a record says it was sealed with; nil where its master key is not there.
    mutating func key(_ reference: DataKeyReference, _ keys: KeyRing) -> DataKey? {
        if let current, current.reference == reference { return current.key }
        if let key = known[reference] { return key }
        let key = keys.dataKey(reference, info: Self.info)
        if known.count >= Self.maxKnown { known.removeAll(keepingCapacity: true) }
        known[reference] = key
        return key
    }
}
