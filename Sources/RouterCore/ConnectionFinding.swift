/// One thing that was found out about a destination without writing anything there.
package struct ConnectionFinding: Sendable, Hashable {
    package enum Aspect: String, Sendable, CaseIterable {
        /// Whether the destination can be reached, TLS included.
        case connection
        /// Whether it takes the credentials.
        case credentials
        /// Whether what events are written to exists and may be written to, or will be created.
        case target
    }

    package enum Verdict: Sendable, Hashable {
        case good
        /// Something that somebody must put right.
        case bad
        /// It cannot be told without writing, or because of an earlier finding.
        case unknown
    }

    package let aspect: Aspect
    package let verdict: Verdict
    /// What was found, where, and what to do: for the person who must act. Never a secret.
    package let text: String

    package init(_ aspect: Aspect, _ verdict: Verdict, _ text: String) {
        self.aspect = aspect
        self.verdict = verdict
        self.text = text
    }
}
