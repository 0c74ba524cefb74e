/// Which master key and which salt a data key is derived from: what a file says of its own key.
package struct DataKeyReference: Sendable, Hashable {
    /// Bytes of a salt.
    package static let saltSize = 16

    package let keyID: KeyID
    package let salt: [UInt8]

    package init(keyID: KeyID, salt: [UInt8]) {
        self.keyID = keyID
        self.salt = salt
    }
}

extension KeyRing {
    /// The data key for a purpose that `info` names; nil where the master key is not there.
    package func dataKey(_ reference: DataKeyReference, info: [UInt8]) -> DataKey? {
        self[reference.keyID]?.dataKey(salt: reference.salt, info: info)
    }
}
