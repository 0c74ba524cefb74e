/// The outcomes of a batch.
package enum Outcomes: Sendable, Hashable {
    /// The destination answered for the batch as a whole. A `rejected` says only that something in it is refused:
    /// the courier bisects such a batch until the poison stands alone.
    case all(Outcome)
    /// One outcome an event, in the batch's order.
    case each([Outcome])

    /// The outcome of the event at `index`, which must be below the count of the batch.
    package subscript(index: Int) -> Outcome {
        switch self {
        case .all(let outcome): outcome
        case .each(let outcomes): outcomes[index]
        }
    }
}
