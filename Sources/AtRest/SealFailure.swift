/// The cipher did not do its work, which it does whenever there is memory.
package struct SealFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package let reason: String

    package var description: String { "the cipher failed: \(reason)" }
}
