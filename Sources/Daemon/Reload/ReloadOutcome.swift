/// What a reload came to.
package enum ReloadOutcome: Sendable {
    /// The file is in force.
    case done(ReloadReport)
    /// The file has mistakes, or asks for what cannot be: nothing has changed.
    case rejected(ConfigurationSource.Rejection)
    /// Nothing has changed, for a reason that the file is not to blame for.
    case failed(reason: String)
}
