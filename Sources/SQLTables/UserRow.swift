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
    /// The version that the profile is of.
    package var ordering: Int64
    /// What the newest lifecycle event says; `active` where there was none.
    package var state: String
    package var replacedBy: String?
    /// The version that state and replacement are of; nil where only data spoke of the user, which changes neither.
    package var stateOrdering: Int64?
    /// The position in the batch of the newest event that spoke of the user.
    package var event: Int

    /// Takes over what is as new or newer in a later row of the same user.
    mutating func merge(_ later: UserRow) {
        if later.ordering >= ordering {
            referenceID = later.referenceID
            provider = later.provider
            grantedScopes = later.grantedScopes
            createdAt = later.createdAt
            createdAtText = later.createdAtText
            ordering = later.ordering
            event = later.event
        }
        guard let laterState = later.stateOrdering, laterState >= stateOrdering ?? .min else { return }
        state = later.state
        replacedBy = later.replacedBy
        stateOrdering = laterState
    }
}
