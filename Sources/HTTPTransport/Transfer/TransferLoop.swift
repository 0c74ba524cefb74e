import CCurl
import DequeModule

/// The work of the transfer thread: takes requests from the mailbox, lets libcurl perform them, and hands out what became
/// of them. Everything of libcurl but the wake-up is called from here.
final class TransferLoop {
    private let multi: UnsafeMutableRawPointer
    private let mailbox: Mailbox
    private let configuration: HTTPClientConfiguration
    private var waiting: Deque<Submission> = []
    /// No waiting request's deadline is earlier.
    private var earliestDeadline: ContinuousClock.Instant?
    private var active: [UInt64: Transfer] = [:]
    private var idle: [EasyHandle] = []
    private var settled: [(Submission, Submission.Outcome)] = []

    init(multi: UnsafeMutableRawPointer, mailbox: Mailbox, configuration: HTTPClientConfiguration) {
        self.multi = multi
        self.mailbox = mailbox
        self.configuration = configuration
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
        // Its own default goes by the handles of the moment, and closes every connection when there are none.
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maxInFlight)
    }

    /// Returns when the mailbox is closed and every request has its outcome.
    func run() {
        while true {
            let (commands, isClosing) = mailbox.take()
            for command in commands { apply(command) }
            admit()
            perform()
            settle()
            if isClosing, active.isEmpty, waiting.isEmpty, mailbox.seal() { break }
            let hasRoom = active.count < configuration.maxInFlight && !waiting.isEmpty
            if !hasRoom, mailbox.prepareToSleep(knowsOfClosing: isClosing) { sleep() }
        }
        idle = []
        curl_multi_cleanup(multi)
    }

    private func apply(_ command: Mailbox.Command) {
        switch command {
        case .start(let submission):
            waiting.append(submission)
            earliestDeadline = min(earliestDeadline ?? submission.deadline, submission.deadline)
        case .cancel(let id):
            if let transfer = active[id] {
                finish(transfer, .failure(.cancelled))
            } else if let index = waiting.firstIndex(where: { $0.id == id }) {
                settled.append((waiting.remove(at: index), .failure(.cancelled)))
            }
        }
    }

    /// Starts requests as far as there is room, and ends those whose time went by in waiting.
    private func admit() {
        guard !waiting.isEmpty else { return }
        let now = ContinuousClock.now
        while active.count < configuration.maxInFlight, let submission = waiting.popFirst() {
            if submission.deadline > now {
                start(submission, remaining: now.duration(to: submission.deadline))
            } else {
                expire(submission)
            }
        }
        guard let earliest = earliestDeadline, earliest <= now || waiting.isEmpty else { return }
        for submission in waiting where submission.deadline <= now { expire(submission) }
        waiting.removeAll { $0.deadline <= now }
        earliestDeadline = waiting.lazy.map(\.deadline).min()
    }

    private func expire(_ submission: Submission) {
        let reason = "the request to \(submission.request.url) waited for others until its time was over"
        settled.append((submission, .failure(HTTPFailure(.timedOut, reason))))
    }

    private func start(_ submission: Submission, remaining: Duration) {
        guard let handle = idle.popLast() ?? EasyHandle() else {
            let failure = HTTPFailure(.internalError, "there is no memory for another request")
            return settled.append((submission, .failure(failure)))
        }
        let transfer = Transfer(submission, on: handle)
        do throws(HTTPFailure) {
            try transfer.prepare(configuration, remaining: remaining)
        } catch {
            recycle(handle)
            return settled.append((submission, .failure(error)))
        }
        guard curl_multi_add_handle(multi, handle.pointer) == CURLM_OK else {
            let failure = HTTPFailure(.internalError, "libcurl could not start a request")
            return settled.append((submission, .failure(failure)))
        }
        active[submission.id] = transfer
    }

    private func perform() {
        var running: Int32 = 0
        let code = curl_multi_perform(multi, &running)
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let pointer = ccurl_get_private(easy)
            else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
            finish(transfer, transfer.outcome(message.pointee.data.result))
        }
        if code != CURLM_OK { failAll(code) }
    }

    /// Takes the transfer back from libcurl, which closes its connection if it was not over.
    private func finish(_ transfer: Transfer, _ outcome: Submission.Outcome) {
        curl_multi_remove_handle(multi, transfer.handle.pointer)
        active[transfer.submission.id] = nil
        settled.append((transfer.submission, outcome))
        // A connection that was only made belongs to its handle, and goes with it.
        if !transfer.submission.connectsOnly { recycle(transfer.handle) }
    }

    private func recycle(_ handle: EasyHandle) {
        handle.reset()
        idle.append(handle)
    }

    private func failAll(_ code: CURLMcode) {
        let failure = HTTPFailure(
            .internalError,
            "libcurl failed: \(String(cString: curl_multi_strerror(code)))",
            mayHaveArrived: true
        )
        for transfer in Array(active.values) { finish(transfer, .failure(failure)) }
    }

    /// Tells the senders, after room was made for what they send next.
    private func settle() {
        guard !settled.isEmpty else { return }
        mailbox.release(settled.count)
        for (submission, outcome) in settled { submission.continuation.resume(returning: outcome) }
        settled.removeAll(keepingCapacity: true)
    }

    /// Until something happens on the network, a timer is due or a sender wakes the thread; a second at most.
    private func sleep() {
        var milliseconds = 1000
        if let earliestDeadline {
            milliseconds = min(milliseconds, max(1, ContinuousClock.now.duration(to: earliestDeadline).milliseconds))
        }
        let code = curl_multi_poll(multi, nil, 0, Int32(milliseconds), nil)
        if code != CURLM_OK { failAll(code) }
    }
}
