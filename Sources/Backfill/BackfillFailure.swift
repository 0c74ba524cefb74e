/// Days that could not be had, and why.
package struct BackfillFailure: Sendable, Hashable {
    package let window: BackfillWindow
    package let reason: String
}
