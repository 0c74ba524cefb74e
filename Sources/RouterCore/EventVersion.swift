/// One version of a thing, as far as it must be known to tell whether another makes it superfluous.
package struct EventVersion: Sendable, Hashable {
    /// Of which thing it is a version.
    package let key: VersionKey
    /// How new it is, unix milliseconds.
    package let ordering: Int64
    /// Its position in the journal.
    package let sequence: UInt64

    package init(key: VersionKey, ordering: Int64, sequence: UInt64) {
        self.key = key
        self.ordering = ordering
        self.sequence = sequence
    }

    /// Nil where the event has no key.
    package init?(_ event: Event) {
        guard let key = event.versionKey else { return nil }
        self.init(key: key, ordering: event.ordering, sequence: event.sequence)
    }

    /// Whether it is to be kept rather than `other`, a version of the same thing: equal orderings overwrite, so that of
    /// two with the same the later one counts.
    package func isNewer(than other: EventVersion) -> Bool {
        (ordering, sequence) > (other.ordering, other.sequence)
    }
}
