/// What has become of a user's connection, named as `terra_users.state` has it.
package enum UserState: String, Sendable, Hashable, CaseIterable {
    case active
    case deauthenticated
    case accessRevoked = "access_revoked"
    case connectionError = "connection_error"
    /// The user came back under another id.
    case replaced
}
