import JSONScanner

extension Routes {
    /// Where an event that was taken before would go now. Its payload is read again.
    package func destinations(for event: Event) -> DestinationSet {
        withTrustedJSON(event.payload) { root in
            guard let envelope = try? Envelope(root) else { return [] }
            return destinations(for: MatchInput(envelope: envelope, root: root))
        }
    }

    /// The destinations that a strict route names for an event that was taken before. Its payload is read again, unless
    /// there is no such route.
    package func strictDestinations(for event: Event) -> DestinationSet {
        let strict = routes.filter(\.isStrict)
        return strict.isEmpty ? [] : Routes(strict).destinations(for: event)
    }
}
