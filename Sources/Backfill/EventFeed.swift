/// Where fetched events go: the daemon's intake.
package protocol EventFeed: Sendable {
    /// Returns once the event is safe: true where it was new, false where it was known. Throws, in bounded time, where it
    /// cannot be made safe.
    func post(_ event: FetchedEvent) async throws -> Bool
}
