import JSONScanner

/// One key of a `match` mapping.
package indirect enum Condition: Sendable, Hashable {
    /// The event's type is one of these.
    case type([String])
    /// The user's provider is one of these, upper or lower case.
    case provider([String])
    case userID(Glob)
    case referenceID(Glob)
    case glucose(GlucoseCondition)
    case all([Match])
    case any([Match])
    case not(Match)
    /// Some value that the pointer leads to passes every test; without tests, there is one.
    case value(JSONPointer, [ValueTest])
    /// The pointer leads nowhere.
    case noValue(JSONPointer)

    func matches(_ event: MatchInput) -> Bool {
        switch self {
        case .type(let types):
            return types.contains(event.envelope.type)
        case .provider(let providers):
            guard let provider = event.envelope.provider else { return false }
            return providers.contains { $0 == provider || $0.lowercased() == provider.lowercased() }
        case .userID(let glob):
            return event.envelope.userID.map(glob.matches) ?? false
        case .referenceID(let glob):
            return event.envelope.referenceID.map(glob.matches) ?? false
        case .glucose(let condition):
            return condition.matches(event.glucose)
        case .all(let matches):
            return matches.allSatisfy { $0.matches(event) }
        case .any(let matches):
            return matches.contains { $0.matches(event) }
        case .not(let match):
            return !match.matches(event)
        case .value(let pointer, let tests):
            return !event.root.forEach(at: pointer) { value in !tests.allSatisfy { $0.matches(value) } }
        case .noValue(let pointer):
            return event.root.forEach(at: pointer) { _ in false }
        }
    }

    /// Whether it can be decided without looking at the payload.
    var needsOnlyEnvelope: Bool {
        switch self {
        case .type, .provider, .userID, .referenceID: true
        case .glucose, .value, .noValue: false
        case .all(let matches), .any(let matches): matches.allSatisfy(\.needsOnlyEnvelope)
        case .not(let match): match.needsOnlyEnvelope
        }
    }
}
