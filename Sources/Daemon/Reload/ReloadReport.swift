/// What a reload changed, as the answer to `POST /reload`. Names and keys, never values.
package struct ReloadReport: Codable, Sendable, Hashable {
    /// A destination that did not take up its new configuration.
    package struct Failure: Codable, Sendable, Hashable {
        package let destination: String
        package let reason: String
    }

    package var added: [String] = []
    package var removed: [String] = []
    /// By destination, the keys that were changed.
    package var changed: [String: [String]] = [:]
    package var untouched: [String] = []
    package var routesChanged = false
    /// Keys outside of destinations and routes that took effect.
    package var applied: [String] = []
    /// Keys that keep their value until the daemon is started again.
    package var needsRestart: [String] = []
    /// Destinations that are stopped now: their events wait.
    package var failures: [Failure] = []

    package init() {}

    init(_ difference: ConfigurationDifference) {
        added = difference.added
        removed = difference.removed
        changed = Dictionary(uniqueKeysWithValues: difference.changed.map { ($0.name, $0.keys) })
        untouched = difference.untouched
        routesChanged = difference.changesRoutes
        applied = difference.applied
        needsRestart = difference.needsRestart
    }
}
