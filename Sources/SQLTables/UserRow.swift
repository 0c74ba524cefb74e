package import RouterCore

/// A row of `terra_users`: two facts that age apart. The profile is as new as `ordering`, the state as `stateOrdering`.
package struct UserRow: Sendable, Hashable {
    package let userID: String
    package var referenceID: String?
    package var provider: String?
    /// As Terra writes them: comma-separated.
    package var grantedScopes: String?
    package var createdAt: SampleTime?
    /// `created_at` as it came.
    package var createdAtText: String?
    /// The version that the profile is of; nil where the user was only mentioned.
    package var ordering: Int64?
    /// What the newest lifecycle event says; `active` where there was none.
    package var state: String
    package var replacedBy: String?
    /// The version that state and replacement are of; nil where only data spoke of the user, which changes neither.
    package var stateOrdering: Int64?
    /// The position in the batch of the event that the profile is from.
    package var event: Int

    init(_ change: UserChange, ordering: Int64, event: Int) {
        let profile = change.profile
        userID = profile.userID
        // An event that names the user by id alone, such as `s3_payload`, must not blank out what others said.
        let isMention = profile.provider == nil && profile.scopes == nil && profile.createdAtText == nil
        referenceID = isMention ? nil : profile.referenceID
        provider = profile.provider
        grantedScopes = profile.scopes
        createdAt = profile.createdAt
        createdAtText = profile.createdAtText
        self.ordering = isMention ? nil : ordering
        state = (change.state ?? .active).rawValue
        replacedBy = change.replacedBy
        stateOrdering = change.state == nil ? nil : ordering
        self.event = event
    }

    /// Takes over what is as new or newer in a later row of the same user.
    mutating func merge(_ later: UserRow) {
        if let laterOrdering = later.ordering, laterOrdering >= ordering ?? .min {
            referenceID = later.referenceID
            provider = later.provider
            grantedScopes = later.grantedScopes
            createdAt = later.createdAt
            createdAtText = later.createdAtText
            ordering = laterOrdering
            event = later.event
        }
        guard let laterState = later.stateOrdering, laterState >= stateOrdering ?? .min else { return }
        state = later.state
        replacedBy = later.replacedBy
        stateOrdering = laterState
    }
}
