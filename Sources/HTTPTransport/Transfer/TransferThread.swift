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
    func run(_ mailbox: Mailbox, _ configuration: HTTPClientConfiguration) {
        guard let multi = mailbox.multi else { return }
        ignoreBrokenPipes()
        TransferLoop(multi: multi, mailbox: mailbox, configuration: configuration).run()
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
