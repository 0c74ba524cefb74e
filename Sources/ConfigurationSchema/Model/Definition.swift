import Daemon

/// A section that the schema describes once, and refers to wherever it may stand.
package enum Definition: Sendable, Hashable {
    case destination
    /// A destination of a kind.
    case kind(String)
    case route
    case match
    case valueTests
    case tls
    case retry
    case backlog
    case deadLetters
    case fhir
    case fit
    case readings

    /// The name under `$defs`.
    package var name: String {
        switch self {
        case .destination: "destination"
        case .kind(let kind): "destination_\(kind)"
        case .route: "route"
        case .match: "match"
        case .valueTests: "value_tests"
        case .tls: "tls"
        case .retry: "retry"
        case .backlog: "backlog"
        case .deadLetters: "dead_letters"
        case .fhir: "fhir"
        case .fit: "fit"
        case .readings: "readings"
        }
    }

    /// All of them.
    package static let all: [Definition] =
        [
            .destination, .route, .match, .valueTests, .tls, .retry, .backlog, .deadLetters, .fhir, .fit, .readings,
        ] + [DestinationFactory].all.map { .kind($0.kind) }

    /// Nil for `destination`, whose keys depend on its kind, and for a kind that nobody has described.
    package var section: SettingSection? {
        switch self {
        case .destination: nil
        case .kind(let kind): SettingSection.destination(kind)
        case .route: .route
        case .match: .match
        case .valueTests: .valueTests
        case .tls: .tls
        case .retry: .retry
        case .backlog: .backlog
        case .deadLetters: .deadLetters
        case .fhir: .fhir
        case .fit: .fit
        case .readings: .readings
        }
    }
}
