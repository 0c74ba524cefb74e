/// A set of destinations as bits: bit n stands for the n-th name of the table that the journal was opened with.
package struct DestinationSet: OptionSet, Sendable, Hashable {
    /// The most destinations that one daemon can have.
    package static let capacity = 64

    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The set that holds only the destination at `index`, from 0 to `capacity` - 1.
    package init(index: Int) {
        self.rawValue = 1 << UInt64(index)
    }
}
