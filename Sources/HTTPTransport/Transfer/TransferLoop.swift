import CCurl

/// The work of the transfer thread: takes requests from the mailbox, lets libcurl perform them, and hands out what became
/// of them. libcurl is called from here only, and only for the sockets that are ready and the timers that are due.
final class TransferLoop {
    /// The longest wait in milliseconds while something is under way.
    private static let maxWait = 1000

    private let multi: UnsafeMutableRawPointer
    private let poller: SocketPoller
    private let mailbox: Mailbox
    private let configuration: HTTPClientConfiguration
    private var waiting = WaitingRequests<Submission>()
    private var active: [UInt64: Transfer] = [:]
    private var idle: [EasyHandle] = []
    private var settled: [(Submission, Submission.Outcome)] = []
    /// When libcurl is to be called although no socket is ready.
    private var timer: ContinuousClock.Instant?

    /// Nil when the process has no memory or may open no more files.
    init?(mailbox: Mailbox, wakeUp: WakeUp, configuration: HTTPClientConfiguration) {
        guard CurlLibrary.isReady, let poller = SocketPoller(wakeUp), let multi = curl_multi_init() else { return nil }
        self.multi = multi
        self.poller = poller
        self.mailbox = mailbox
        self.configuration = configuration
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
        // Its own default goes by the handles of the moment, and closes every connection when there are none.
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maxInFlight)
        let this = Unmanaged.passUnretained(self).toOpaque()
        ccurl_multi_set_socket_function(multi, loopWatchesSocket, this)
        ccurl_multi_set_timer_function(multi, loopSetsTimer, this)
    }

    /// Returns when the mailbox is closed and every request has its outcome.
    func run() {
        while true {
            let (commands, isClosing) = mailbox.take()
            for command in commands { apply(command) }
            admit()
            perform()
            settle()
            if isClosing, active.isEmpty, waiting.isEmpty { break }
            let hasRoom = active.count < configuration.maxInFlight && !waiting.isEmpty
            let maySleep = !hasRoom && mailbox.prepareToSleep(knowsOfClosing: isClosing)
            poller.wait(milliseconds: maySleep ? timeToSleep() : 0)
        }
        idle = []
        curl_multi_cleanup(multi)
    }

    /// libcurl's wish to be told when a socket is ready (`CURLMOPT_SOCKETFUNCTION`).
    func watch(_ socket: curl_socket_t, for interest: Int32) {
        poller.watch(socket, for: interest)
    }

    /// libcurl's wish to be called after so many milliseconds (`CURLMOPT_TIMERFUNCTION`), of which the last counts; -1:
    /// no more.
    func setTimer(_ milliseconds: Int) {
        timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
    }

    private func apply(_ command: Mailbox.Command) {
        switch command {
        case .start(let submission):
            waiting.append(submission, id: submission.id, deadline: submission.deadline)
        case .cancel(let id):
            if let transfer = active[id] {
                finish(transfer, .failure(.cancelled))
            } else if let submission = waiting.remove(id: id) {
                settled.append((submission, .failure(.cancelled)))
            }
        }
    }

    /// Ends requests whose time went by in waiting, and starts others as far as there is room.
    private func admit() {
        guard !waiting.isEmpty else { return }
        let now = ContinuousClock.now
        for submission in waiting.removeExpired(at: now) {
            let reason = "the request to \(submission.request.url) waited for others until its time was over"
            settled.append((submission, .failure(HTTPFailure(.timedOut, reason))))
        }
        while active.count < configuration.maxInFlight, let submission = waiting.popFirst() {
            start(submission, remaining: now.duration(to: submission.deadline))
        }
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
        var code = CURLM_OK
        for ready in poller.ready where code == CURLM_OK {
            code = curl_multi_socket_action(multi, ready.socket, ready.actions, &running)
        }
        // Where no socket had anything, libcurl is asked in any case: a timer that was missed would be waited for in vain.
        if code == CURLM_OK, isTimerDue() || poller.ready.isEmpty {
            code = curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
        }
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

    private func isTimerDue() -> Bool {
        guard let timer, timer <= .now else { return false }
        // It may be set again by what is done now.
        self.timer = nil
        return true
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

    /// In milliseconds, until libcurl is to be called or a request has waited too long; -1: until somebody sends.
    private func timeToSleep() -> Int {
        var milliseconds = active.isEmpty ? nil : Self.maxWait
        for case let instant? in [timer, waiting.earliestDeadline] {
            let left = ContinuousClock.now.duration(to: instant)
            let rounded = left <= .zero ? 0 : left.milliseconds + 1
            milliseconds = min(milliseconds ?? rounded, rounded)
        }
        return milliseconds ?? -1
    }
}
