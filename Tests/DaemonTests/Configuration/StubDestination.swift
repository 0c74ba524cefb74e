import ConfigurationReader
import RouterCore

/// What a stub kind of destination is called and reads.
protocol StubKind: Sendable {
    static var kind: String { get }
    static var isStore: Bool { get }
    /// False if there was a mistake.
    static func read(_ section: ConfigurationSection) -> Bool
}

/// A kind that only reads its keys, so that the configuration is tested without what the kinds connect to.
struct StubDestination<Kind: StubKind>: Destination {
    static var kind: String { Kind.kind }
    static var defaultLimits: BatchLimits {
        BatchLimits(maxEvents: 7, maxBytes: 1 << 10, maxAge: .seconds(1), concurrency: 3)
    }
    static var isStore: Bool { Kind.isStore }

    let name: String

    static func configure(_ section: ConfigurationSection) -> String? {
        Kind.read(section) ? Kind.kind : nil
    }

    init(configuration: String, context: DestinationContext) {
        name = "\(configuration) \(context.name)"
    }

    func prepare() async throws(DestinationFailure) {}
    func examine() async -> [ConnectionFinding] { [] }
    func deliver(_ batch: Batch) async -> Outcomes { .all(.delivered) }
    func shutdown() async {}
}
