internal import AtRest

/// The keys of one encrypted segment and of its index.
///
/// They are derived with all that the header says, so that under a header that somebody has changed, checksums and all,
/// nothing can be opened, and no event reaches a destination that it was not for.
struct SegmentKeys {
    let records: DataKey
    let index: DataKey

    /// Nil where the master key is not there.
    init?(_ header: SegmentHeader, _ reference: DataKeyReference, _ keys: KeyRing) {
        func key(_ purpose: String) -> DataKey? {
            keys.dataKey(reference, info: Array("distributary \(purpose)".utf8) + header.fields)
        }
        guard let records = key("segment"), let index = key("index") else { return nil }
        self.records = records
        self.index = index
    }
}
