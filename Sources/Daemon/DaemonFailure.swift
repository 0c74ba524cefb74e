/// Why the daemon could not start or had to end, in words for the person who must act.
package struct DaemonFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
