/// The section `terra`: Terra's REST API, for backfills.
package struct TerraSettings: Sendable, Hashable {
    package static let defaultBaseURL = "https://api.tryterra.co/v2"

    package var baseURL = defaultBaseURL
    /// `dev-id`.
    package var developerID: String?
    /// `x-api-key`.
    package var key: String?

    package init() {}
}
