import ConfigurationReader

/// A place that events are delivered to. It knows nothing of retries, queues or routes.
package protocol Destination: Sendable {
    associatedtype Configuration: Sendable

    /// The value of `kind:` in `destinations.yaml`.
    static var kind: String { get }
    /// Batch bounds that suit this kind; `batch:` and `concurrency:` override them.
    static var defaultLimits: BatchLimits { get }
    /// What `versions:` is when it is left out: a store keeps the newest version of a record, a stream every one.
    static var isStore: Bool { get }
    /// Whether it hands payloads on, in the form that `format:` names; what takes them apart does not.
    static var takesFormat: Bool { get }
    /// Whether `deliver` leaves its work to threads of its own. The call itself is then so little that a switch of
    /// threads would cost more: it runs on the courier's.
    static var hasOwnThreads: Bool { get }

    /// Reads the keys of this kind from its section; every mistake is reported there, and nil returned if there was one.
    static func configure(_ section: ConfigurationSection) -> Configuration?

    /// The SQL that creates what the destination writes to, for a person to run; nil where there is none.
    static func schemaSQL(_ options: SchemaOptions) -> String?

    init(configuration: Configuration, context: DestinationContext)

    /// Connects and creates what may be created. Idempotent; called again after a failure until it succeeds.
    func prepare() async throws(DestinationFailure)
    /// Looks, within the context's timeout and a little, whether the destination can be reached, takes the credentials
    /// and has what it needs, and writes nothing: what `check --connect` says. Called on an instance that is not
    /// prepared; in the order of `ConnectionFinding.Aspect`.
    func examine() async -> [ConnectionFinding]
    /// Delivers a batch and ends within the context's timeout and a little. Never throws; unknown errors are `retry`.
    func deliver(_ batch: Batch) async -> Outcomes
    /// Closes connections; called once, after the last `deliver` has returned.
    func shutdown() async
}

extension Destination {
    package static var takesFormat: Bool { false }
    package static var hasOwnThreads: Bool { false }

    package static func schemaSQL(_ options: SchemaOptions) -> String? { nil }
}
