/// What can go wrong with a target.
enum Fault: String, Sendable, CaseIterable {
    /// One event is refused for good, others are taken.
    case poison
    /// Nothing can be delivered.
    case down
    /// Deliveries are taken and not answered.
    case hang
    /// A delivery is taken, and its answer is lost on the way.
    case lostAnswer
}
