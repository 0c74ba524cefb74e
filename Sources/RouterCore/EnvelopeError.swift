/// Why a JSON value is no event that can be taken.
package struct EnvelopeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A JSON pointer (RFC 6901) to the value at fault; empty for the event itself.
    package let pointer: String
    /// What is wrong with it, in words, without quoting it.
    package let message: String

    package init(pointer: String, message: String) {
        self.pointer = pointer
        self.message = message
    }

    package var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
