import RouterCore
import TestSupport

/// A destination together with a real, fresh target of its own, and with the means to look into the target and to
/// trouble it. What every destination has to provide to be put through the `ConformanceTests`.
protocol ConformanceSubject: Sendable {
    /// Why a fault cannot be brought about for this kind of target; nil if it can.
    func reason(against fault: Fault) -> String?

    /// Another instance of the destination for the same target, as another process would make it.
    func makeDestination(_ context: DestinationContext) throws -> any Destination

    /// What the target holds now.
    func stored() async throws -> StoredState

    /// What of an event the target is to hold where it cannot hold every byte as it came, such as line breaks between
    /// the values of a JSON text in a format of one text a line.
    func normalized(_ document: [UInt8]) -> [UInt8]

    /// Makes the target refuse this event from now on.
    func poison(_ sample: SampleEvent) async throws

    /// What the log says when the target is down: that it is, or that somebody must act.
    var eventWhenDown: String { get }

    /// Makes the target unreachable, or reachable again.
    func setDown(_ isDown: Bool) async throws

    /// Makes the target take what it is sent and not answer, or answer again, also what it had not answered.
    func setHanging(_ isHanging: Bool) async throws

    /// Has the answer to the next delivery be lost, waits until `isWritten` says that the target has it, breaks the
    /// connection and lets things go their way again. `send` is called when all is prepared.
    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws
}

extension ConformanceSubject {
    func normalized(_ document: [UInt8]) -> [UInt8] { document }

    var eventWhenDown: String { "destination.down" }
}
