internal import AtRest

extension SegmentHeader {
    /// Of a new segment: under the key that is written with, and with salts of its own.
    init(_ firstSequence: UInt64, _ destinations: [String], _ keys: KeyRing, _ environment: JournalEnvironment) {
        self.firstSequence = firstSequence
        self.destinations = destinations
        salt = UInt32(truncatingIfNeeded: environment.random())
        encryption = keys.writing.map { key in
            var salt: [UInt8] = []
            while salt.count < DataKeyReference.saltSize { salt.append(littleEndian: environment.random()) }
            return DataKeyReference(keyID: key.id, salt: salt)
        }
    }
}
