import TestSupport
import Testing

/// What every destination must do, with a real target, put in trouble in every way that the target can be.
///
/// A destination takes part by a `ConformanceSubject` and a line in `SubjectKind`.
@Suite(.timeLimit(.minutes(10)))
struct ConformanceTests {
    /// Everything is asked for at once: a few at a time leaves the time limits of deliveries their meaning.
    private static let gate = ConcurrencyGate(limit: 4)

    /// Runs a scenario on a fresh target; cancels the test, with the reason, where the target cannot have the fault.
    /// `batch`: events in a batch at most, where it is not to be the destination's own default.
    func conformance(
        _ kind: SubjectKind,
        needing fault: Fault? = nil,
        timeout: Duration = .seconds(20),
        batch: Int? = nil,
        _ scenario: (DeliveryRig) async throws -> Void
    ) async throws {
        try await Self.gate.withRoom {
            let subject = try await kind.make()
            if let fault, let reason = subject.reason(against: fault) {
                let comment = "\(fault.rawValue) does not apply to \(kind.rawValue): \(reason)"
                print(comment)
                try Test.cancel("\(comment)")
            }
            let rig = try await DeliveryRig(subject: subject, timeout: timeout, batch: batch)
            do {
                try await scenario(rig)
            } catch {
                Issue.record("\(error); the log: \(rig.log.lines.suffix(20).map(\.text))")
            }
            await rig.end()
        }
    }
}
