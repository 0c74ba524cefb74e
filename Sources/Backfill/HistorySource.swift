/// Where history is asked for.
package protocol HistorySource: Sendable {
    /// Asks for the days of a window. `user` is the user's id at Terra, `backfill` goes into the identities of events.
    /// Always ends in bounded time.
    func fetch(
        _ window: BackfillWindow,
        user: String,
        isThroughWebhook: Bool,
        backfill: String
    ) async -> (answer: HistoryAnswer, rate: RateHeaders?)
}
