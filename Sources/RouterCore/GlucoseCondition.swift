/// A condition on an event's glucose readings, in mg/dL.
package struct GlucoseCondition: Sendable, Hashable {
    /// Which readings must meet it.
    package enum Scope: String, Sendable, CaseIterable {
        /// The one with the largest instant over the whole event; of several, the last in the payload.
        case latest
        /// At least one.
        case any
    }

    /// The reading is less than this; nil: no bound.
    package let below: Double?
    /// The reading is greater than this; nil: no bound.
    package let above: Double?
    package let scope: Scope

    package init(below: Double? = nil, above: Double? = nil, scope: Scope = .latest) {
        self.below = below
        self.above = above
        self.scope = scope
    }

    func matches(_ glucose: GlucoseSummary) -> Bool {
        switch scope {
        case .latest: glucose.latest.map(contains) ?? false
        case .any: glucose.values.contains(where: contains)
        }
    }

    private func contains(_ value: Double) -> Bool {
        if let below, value >= below { return false }
        if let above, value <= above { return false }
        return true
    }
}
