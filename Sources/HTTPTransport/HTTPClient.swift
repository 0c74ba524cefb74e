import Synchronization

/// An HTTP client for one destination: HTTP/1.1 and, over TLS, HTTP/2, with connections kept and used again. All its
/// transfers run on one thread of its own, so that nothing else in the process waits for them or is waited for.
///
/// Redirects are returned, not followed. Proxies are taken from the environment as curl takes them: `http_proxy` (in
/// small letters only), `https_proxy`, `all_proxy`, and `no_proxy` for the exceptions.
package final class HTTPClient: Sendable {
    /// The longest that a request may take.
    package static let maximumTimeout: Duration = .seconds(86_400)

    private let mailbox: Mailbox
    private let thread: Task<Void, Never>
    private let lastID = Atomic<UInt64>(0)

    package init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
        let wakeUp = WakeUp()
        let mailbox = Mailbox(wakeUp: wakeUp, capacity: configuration.maxInFlight + configuration.maxWaiting)
        self.mailbox = mailbox
        thread = Task.detached {
            await TransferThread(name: configuration.threadName).run(mailbox, wakeUp, configuration)
        }
    }

    deinit {
        mailbox.close()
    }

    /// Sends the request and returns the whole response, whatever its status. Ends within the request's timeout; the
    /// end of the task ends the transfer.
    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await perform(request, connectsOnly: false).get()
    }

    /// Makes a connection to the URL's host, TLS included, and closes it again without sending anything.
    package func connect(to url: HTTPURL, timeout: Duration) async throws(HTTPFailure) {
        _ = try await perform(HTTPRequest(.get, url, timeout: timeout), connectsOnly: true).get()
    }

    /// How many requests are under way or waiting.
    package var outstandingCount: Int { mailbox.outstandingCount }

    /// Takes nothing more, waits for the requests under way (each is bounded by its timeout), closes the connections
    /// and ends the thread.
    package func shutdown() async {
        mailbox.close()
        await thread.value
    }

    private func perform(_ request: HTTPRequest, connectsOnly: Bool) async -> Submission.Outcome {
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        let deadline = ContinuousClock.now + min(request.timeout, Self.maximumTimeout)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submission = Submission(
                    id: id,
                    request: request,
                    connectsOnly: connectsOnly,
                    deadline: deadline,
                    continuation: continuation
                )
                if let failure = mailbox.submit(submission) {
                    continuation.resume(returning: .failure(failure))
                } else if Task.isCancelled {
                    // The handler may have run before there was anything to cancel.
                    mailbox.cancel(id: id)
                }
            }
        } onCancel: {
            mailbox.cancel(id: id)
        }
    }
}
