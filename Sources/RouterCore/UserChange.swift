/// What an event changes about one user.
package struct UserChange: Sendable, Hashable {
    package let profile: UserProfile
    /// Nil where the event leaves the state as it is.
    package let state: UserState?
    /// The id under which the user came back, where the state is `replaced`.
    package let replacedBy: String?

    package init(profile: UserProfile, state: UserState? = nil, replacedBy: String? = nil) {
        self.profile = profile
        self.state = state
        self.replacedBy = replacedBy
    }
}
