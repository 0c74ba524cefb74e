import Foundation
import Threading

/// The thread on which a client's transfers run.
actor TransferThread {
    private let executor: ThreadExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(name: String) {
        executor = ThreadExecutor(name: name)
    }

    /// Occupies the thread until the mailbox is closed and every request has its outcome.
    func run(_ mailbox: Mailbox, _ wakeUp: WakeUp, _ configuration: HTTPClientConfiguration) {
        ignoreBrokenPipes()
        if let loop = TransferLoop(mailbox: mailbox, wakeUp: wakeUp, configuration: configuration) {
            loop.run()
        } else {
            refuseAll(mailbox)
        }
    }

    private func refuseAll(_ mailbox: Mailbox) {
        let failure = HTTPFailure(
            .internalError,
            """
            no request can be sent because there was no memory for an HTTP client, or the process may open no more \
            files: raise that limit (ulimit -n, LimitNOFILE) and restart
            """
        )
        mailbox.close(failure)
        for case .start(let submission) in mailbox.take().commands {
            mailbox.release(1)
            submission.continuation.resume(returning: .failure(failure))
        }
    }

    /// A write to a connection that the other side closed raises SIGPIPE in the thread that writes, and would end the
    /// process: libcurl leaves that to its user where it is told to keep away from signals.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
