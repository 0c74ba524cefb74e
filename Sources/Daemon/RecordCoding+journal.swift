import AtRest
import Delivery
import Journal
import RouterCore

extension RecordCoding {
    /// Events as the journal's records, sealed as the keys say.
    package static func journal(_ keys: KeyRing) -> RecordCoding {
        RecordCoding(
            vault: Vault(keys),
            encode: { RecordCodec.encode($0, into: &$1) },
            decode: { try RecordCodec.decode($0) }
        )
    }
}
