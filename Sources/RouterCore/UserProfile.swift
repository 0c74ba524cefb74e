/// What an event says of its user; nil where it does not say.
package struct UserProfile: Sendable, Hashable {
    package let userID: String
    package let referenceID: String?
    package let provider: String?
    /// `created_at` where it can be read as a time.
    package let createdAt: SampleTime?
    /// `created_at` as it came.
    package let createdAtText: String?
    /// The scopes that the user granted, separated by commas.
    package let scopes: String?
    package let active: Bool?

    package init(
        userID: String,
        referenceID: String? = nil,
        provider: String? = nil,
        createdAt: SampleTime? = nil,
        createdAtText: String? = nil,
        scopes: String? = nil,
        active: Bool? = nil
    ) {
        self.userID = userID
        self.referenceID = referenceID
        self.provider = provider
        self.createdAt = createdAt
        self.createdAtText = createdAtText
        self.scopes = scopes
        self.active = active
    }
}
