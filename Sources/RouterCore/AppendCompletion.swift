/// What is done once it is known what became of an append.
package struct AppendCompletion: Sendable {
    /// Where it is to run; nil: on whichever thread the journal is on.
    package let place: (any CompletionPlace)?
    private let body: @Sendable (Result<[AppendResult], JournalFailure>) -> Void

    /// `body` must not block.
    package init(
        on place: (any CompletionPlace)? = nil,
        _ body: @escaping @Sendable (Result<[AppendResult], JournalFailure>) -> Void
    ) {
        self.place = place
        self.body = body
    }

    /// Runs here and now.
    package func callAsFunction(_ result: Result<[AppendResult], JournalFailure>) {
        body(result)
    }
}
