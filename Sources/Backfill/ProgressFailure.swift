/// Why a progress file cannot be used.
package struct ProgressFailure: Error, Sendable, CustomStringConvertible {
    package let description: String
}
