/// What is fed arbitrary bytes: everything that reads what others wrote.
package enum FuzzTarget: String, Sendable, CaseIterable {
    /// The body of a request: JSON, envelopes, records, readings, routes.
    case body
    /// `destinations.yaml`.
    case configuration
    /// The `terra-signature` header.
    case signature
    /// A segment of the journal and its index.
    case segment

    /// Takes one input; ends the process where something does not hold.
    package func run(_ input: UnsafeRawBufferPointer) {
        switch self {
        case .body: BodyTarget.run(Array(input))
        case .configuration: ConfigurationTarget.run(String(decoding: input, as: UTF8.self))
        case .signature: SignatureTarget.run(String(decoding: input, as: UTF8.self))
        case .segment: SegmentTarget.run(Array(input))
        }
    }

    /// Ends the process where `condition` does not hold: that is how a fuzzer is told.
    static func require(_ condition: Bool, _ what: @autoclosure () -> String) {
        // Not a precondition, which says nothing in a release build.
        if !condition { fatalError(what()) }
    }
}
