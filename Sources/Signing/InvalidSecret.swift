/// Why a configured secret cannot be used, in words for whoever wrote it and without the secret.
package struct InvalidSecret: Error, Sendable, Hashable {
    package let reason: String
}
