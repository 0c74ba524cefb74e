import RouterCore

/// Why an object store did not do what it was asked for, as the outcome of the event it was for.
package struct ObjectStoreFailure: Error, Sendable, Hashable {
    /// Never `delivered`.
    package let outcome: Outcome
    /// Whether any other request would meet with the same now: what has not been sent need not be tried.
    package let concernsAll: Bool

    package init(_ outcome: Outcome, concernsAll: Bool) {
        self.outcome = outcome
        self.concernsAll = concernsAll
    }
}
