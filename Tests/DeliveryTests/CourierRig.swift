import AtRest
import Delivery
import Foundation
import GRDB
import RouterCore
import TestSupport

/// A courier with a file in a folder of its own and a journal in memory; started as often as a test wants.
final class CourierRig {
    static let name = "subject"

    let journal = ForgetfulJournal(destination: CourierRig.name)
    let log = LogCapture()
    let feed = OutcomeFeed()
    let directory: TemporaryDirectory
    var folder: String
    var settings = DeliverySettings()
    var limits = CourierLimits()
    var vault = Vault.plain
    var replays: ReplaySource?
    var isStrict: @Sendable (Event) -> Bool = { _ in false }
    private(set) var running: (courier: Courier, task: Task<Void, Never>)?

    init() throws {
        directory = try TemporaryDirectory()
        folder = directory.path("destinations")
        settings.limits = BatchLimits(maxEvents: 10, maxBytes: 1 << 20, maxAge: .zero, concurrency: 2)
        settings.retryInitial = .milliseconds(10)
        settings.retryMax = .milliseconds(50)
        limits.tick = .milliseconds(10)
    }

    var file: String { "\(folder)/\(Self.name).sqlite" }

    /// Bytes of the file itself, without its log.
    var fileSize: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return attributes?[.size] as? Int ?? 0
    }

    func append(_ count: Int, user: String? = nil, bytes: Int = 10) async throws {
        _ = try await journal.append(
            (0..<count).map { _ in
                madeEvent(0, user: user, bytes: bytes, receivedAt: Int64(Date().timeIntervalSince1970 * 1_000))
            }
        )
    }

    @discardableResult
    func start(_ destination: any Destination) async throws -> Courier {
        let courier = try await Courier.open(
            name: Self.name,
            destination: destination,
            settings: settings,
            journal: journal,
            folder: folder,
            coding: .test(vault),
            logger: log.logger(),
            limits: limits,
            replays: replays,
            feed: feed,
            isStrict: isStrict
        )
        running = (courier, Task { await courier.run() })
        return courier
    }

    func stop(within bound: Duration = .seconds(10)) async {
        guard let running else { return }
        await running.courier.stop(within: bound)
        await running.task.value
        self.running = nil
    }

    /// Goes on with a copy of the file as it is on disk now, as after `kill -9`; the old courier is left to itself. To
    /// be called while the courier writes nothing.
    func kill() async throws {
        let copy = directory.path("destinations-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        running?.task.cancel()
        running = nil
        folder = copy
    }

    func drained() async throws {
        try await eventually("everything is settled") {
            guard let courier = running?.courier else { return false }
            let status = await courier.status()
            return status.backlog.events == 0 && status.retryQueue == 0
        }
    }

    /// The courier's file as another process has it open: it waits for a lock, as the commands do.
    func otherConnection() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: file, configuration: configuration)
    }

    func deadLetters() throws -> DeadLetters {
        try DeadLetters(folder: folder, destination: Self.name, coding: .test(vault))
    }

    func lines(_ event: String) -> [LogLine] {
        log.lines.filter { $0.metadata["event"] == event }
    }
}
