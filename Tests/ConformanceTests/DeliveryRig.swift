import Delivery
import Foundation
import GRDB
import Journal
import Logging
import RouterCore
import Synchronization
import TestSupport
import Testing

/// A subject with a real courier in front of it, the courier's file, a journal on disk and a log.
final class DeliveryRig: Sendable {
    private struct Running {
        let courier: Courier
        let journal: DetachableJournal
        let task: Task<Void, Never>
    }

    private struct State {
        var journal: Journal
        var running: Running?
        /// The folder of the courier's file: another one after every kill.
        var folder: String
        var kills = 0
    }

    private static let name = "subject"
    private static let coding = RecordCoding(encode: RecordCodec.encode, decode: RecordCodec.decode)

    let subject: any ConformanceSubject
    let factory = EventFactory()
    let log = LogCapture()
    private let timeout: Duration
    private let batch: Int?
    private let directory: TemporaryDirectory
    private let state: Mutex<State>

    init(subject: any ConformanceSubject, timeout: Duration, batch: Int? = nil) async throws {
        self.subject = subject
        self.timeout = timeout
        self.batch = batch
        directory = try TemporaryDirectory()
        let journal = try await Self.openJournal(directory)
        state = Mutex(State(journal: journal, folder: directory.path("destinations-0")))
    }

    // MARK: - The destination alone

    /// Runs `body` with an instance of the destination of its own, prepared before and shut down after.
    func withDestination(_ body: (any Destination) async throws -> Void) async throws {
        let destination = try subject.makeDestination(context)
        do {
            try await destination.prepare()
            try await body(destination)
        } catch {
            await destination.shutdown()
            throw error
        }
        await destination.shutdown()
    }

    // MARK: - With a courier

    /// Starts a courier that goes on from its file.
    func start() async throws {
        let destination = try subject.makeDestination(context)
        let (journal, folder) = state.withLock { (DetachableJournal($0.journal), $0.folder) }
        let courier = try await Courier.open(
            name: Self.name,
            destination: destination,
            settings: settings(destination),
            journal: journal,
            folder: folder,
            coding: Self.coding,
            logger: log.logger(),
            limits: limits
        )
        let task = Task { await courier.run() }
        state.withLock { $0.running = Running(courier: courier, journal: journal, task: task) }
    }

    /// Stops the courier as the daemon does, and opens the journal anew.
    func stop() async throws {
        guard let running = state.withLock({ $0.running.take() }) else { return }
        await running.courier.stop(within: .seconds(5))
        await running.task.value
        try await reopenJournal()
    }

    /// Ends the courier in the middle of what it does, and goes back to what its file said a moment before, as a killed
    /// process would have left it. What it had in flight may still arrive.
    func kill() async throws {
        guard let running = state.withLock({ $0.running.take() }) else { return }
        running.journal.detach()
        let (folder, next) = state.withLock { state in
            state.kills += 1
            let next = directory.path("destinations-\(state.kills)")
            defer { state.folder = next }
            return (state.folder, next)
        }
        try FileManager.default.createDirectory(atPath: next, withIntermediateDirectories: true)
        let source = try DatabaseQueue(path: "\(folder)/\(Self.name).sqlite")
        let copy = try DatabaseQueue(path: "\(next)/\(Self.name).sqlite")
        try source.backup(to: copy)
        try source.close()
        try copy.close()
        running.task.cancel()
        await running.task.value
        try await reopenJournal()
    }

    /// Ends what still runs.
    func end() async {
        if let running = state.withLock({ $0.running.take() }) {
            running.task.cancel()
            await running.task.value
        }
        await state.withLock { $0.journal }.close()
    }

    /// Puts events into the journal.
    func append(_ events: [SampleEvent]) async throws {
        _ = try await state.withLock { $0.journal }.append(events.map(\.event))
    }

    /// Waits until nothing is waiting, in flight or to be tried again.
    func drained() async throws {
        try await eventually("everything is delivered or a dead letter", timeout: .seconds(90)) {
            guard let courier = state.withLock({ $0.running?.courier }) else { return false }
            let status = await courier.status()
            return status.backlog.events == 0 && status.retryQueue == 0
        }
    }

    /// Waits for a line of the log.
    func logged(_ event: String) async throws {
        try await eventually("\(event) is logged") { !log.lines(containing: "event=\(event)").isEmpty }
    }

    /// The dead letters, oldest first.
    func deadLetters() async throws -> [DeadLetter] {
        let folder = state.withLock { $0.folder }
        return try DeadLetters(folder: folder, destination: Self.name, coding: Self.coding).list(limit: 1000)
    }

    // MARK: - What is expected

    /// Expects the target to hold what it must once `events` have been delivered in this order.
    func expectStored(
        _ events: [SampleEvent],
        isOnce: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let stored = try await subject.stored()
        let differences = stored.differences(from: events, isOnce: isOnce, normalized: subject.normalized)
        #expect(differences.isEmpty, sourceLocation: sourceLocation)
    }

    private func reopenJournal() async throws {
        await state.withLock { $0.journal }.close()
        let journal = try await Self.openJournal(directory)
        state.withLock { $0.journal = journal }
    }

    /// With segments so small that some are deleted on the way.
    private static func openJournal(_ directory: TemporaryDirectory) async throws -> Journal {
        var configuration = JournalConfiguration(directory: directory.path("journal"), destinations: [name])
        configuration.segmentSize = 128 << 10
        return try await Journal.open(configuration, logger: Logger(label: "journal"))
    }

    private var context: DestinationContext {
        DestinationContext(name: Self.name, timeout: timeout, logger: log.logger())
    }

    private func settings(_ destination: any Destination) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.timeout = timeout
        settings.limits = type(of: destination).defaultLimits
        settings.limits.maxEvents = batch ?? settings.limits.maxEvents
        settings.versions = type(of: destination).isStore ? .latest : .every
        settings.retryInitial = .milliseconds(20)
        settings.retryMax = .milliseconds(500)
        return settings
    }

    private var limits: CourierLimits {
        var limits = CourierLimits()
        limits.cancellationGrace = .zero
        limits.maxLogLinesPerMinute = 1000
        return limits
    }
}
