import JSONScanner

extension Routes {
    /// Where an event that was taken before would go now. Its payload is read again.
    package func destinations(for event: Event) -> DestinationSet {
        withTrustedJSON(event.payload) { root in
            guard let envelope = try? Envelope(root) else { return [] }
            return destinations(for: MatchInput(envelope: envelope, root: root))
        }
    }
}
