/// The section `fit` of a destination.
package struct FITOptions: Sendable, Hashable {
    /// Seconds east of UTC of times that come without an offset, which FIT has no place for; nil: they are refused.
    package var assumedOffset: Int?

    package init() {}
}
