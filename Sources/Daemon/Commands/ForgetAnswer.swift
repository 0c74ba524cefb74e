/// The answer to `POST /forget`.
package struct ForgetAnswer: Codable, Sendable {
    /// The files that were deleted.
    package let files: [String]
}
