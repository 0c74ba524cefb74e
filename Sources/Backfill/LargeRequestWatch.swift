/// Who knows which large requests are complete: the daemon.
package protocol LargeRequestWatch: Sendable {
    /// By reference; nil where nobody answers.
    func sights() async -> [String: LargeRequestSight]?
}
