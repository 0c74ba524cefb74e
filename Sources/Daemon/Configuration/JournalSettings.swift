import AtRest

/// The section `journal`; sizes in bytes.
package struct JournalSettings: Sendable, Hashable {
    package var segmentSize = 64 << 20
    package var keep: Duration = .zero
    package var maxSize = 10 << 30
    /// Free space on the disk that intake leaves to the progress of destinations.
    package var reserve = 256 << 20
    /// From `encryption_key`.
    package var keys = KeyRing.none

    package init() {}
}
