import Daemon
import Foundation

/// Shows how far a replay is until it is finished.
struct ReplayProgress {
    /// How long a daemon that does not answer is waited for: it may be on its way back.
    private static let patience = Duration.seconds(60)

    let daemon: DaemonClient
    let destination: String

    func follow() async throws {
        var answeredAt = ContinuousClock.now
        while true {
            do {
                let replay = try await current()
                answeredAt = .now
                Console.progress(Self.text(replay))
                if replay.finishedAt != nil { return finish(replay) }
            } catch  where ContinuousClock.now - answeredAt < Self.patience && !Self.isFinal(error) {
                Console.progress("the daemon does not answer; the replay goes on when it runs again")
            }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func current() async throws -> StatusReport.Replay {
        guard let status = try await daemon.status().destinations[destination] else {
            throw CommandFailure("'\(destination)' is not configured", code: CommandFailure.wrongInput)
        }
        guard let replay = status.replay else {
            throw CommandFailure("there has been no replay to '\(destination)'", code: CommandFailure.wrongInput)
        }
        return replay
    }

    private static func isFinal(_ error: any Error) -> Bool {
        (error as? CommandFailure)?.code == CommandFailure.wrongInput
    }

    private func finish(_ replay: StatusReport.Replay) {
        Console.progress("")
        let how = replay.wasCancelled ? "was cancelled" : "is finished"
        Console.line(
            "replay \(replay.id) to \(destination) \(how): \(replay.delivered) delivered, \(replay.dead) dead letters"
        )
        if replay.missing > 0 {
            Console.error("the journal deleted \(replay.missing) sequences of the range before they were read")
        }
    }

    static func text(_ replay: StatusReport.Replay) -> String {
        let waiting = replay.taken - replay.delivered - replay.dead
        let percent = Int(replay.share * 100)
        return
            "\(percent) % of the range read, \(replay.delivered) delivered, \(waiting) waiting, \(replay.dead) dead letters"
    }
}
