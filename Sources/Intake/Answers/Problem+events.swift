import RouterCore

/// What is wrong with a whole request, or with the machine that should keep it.
extension Problem {
    static let notFound = Problem(
        status: 404,
        kind: "not-found",
        title: "Not found",
        detail: "There is nothing at this path. Events go to POST /events."
    )

    static func methodNotAllowed(allow: String) -> Problem {
        var problem = Problem(
            status: 405,
            kind: "method-not-allowed",
            title: "Method not allowed",
            detail: "This path takes \(allow)."
        )
        problem.allow = allow
        return problem
    }

    /// Says what is expected, and nothing about what was wrong with what came.
    static func unauthorized(expected: String, challenge: String, note: String) -> Problem {
        var problem = Problem(
            status: 401,
            kind: "unauthorized",
            title: "Unauthorized",
            detail: "Expected \(expected)."
        )
        problem.challenge = challenge
        problem.note = note
        return problem
    }

    static let commandsAreLocal = Problem(
        status: 403,
        kind: "commands-are-local",
        title: "Not on this listener",
        detail: "Commands are taken where only this machine can ask: on a loopback address or a Unix socket."
    )

    static let notACommand = Problem(
        status: 403,
        kind: "not-a-command",
        title: "Not from the command line",
        detail: "A command carries its name in \(AdminAction.header), and no Origin."
    )

    static let lengthRequired = Problem(
        status: 411,
        kind: "length-required",
        title: "Length required",
        detail: "The request has no body: neither Content-Length nor Transfer-Encoding is there."
    )

    static let emptyBody = Problem(
        status: 400,
        kind: "empty-body",
        title: "Empty body",
        detail: "The body holds no event."
    )

    static let unsupportedEncoding = Problem(
        status: 415,
        kind: "unsupported-encoding",
        title: "Unsupported content encoding",
        detail: "Content-Encoding must be gzip, or left out."
    )

    static func malformedGzip(_ detail: String) -> Problem {
        Problem(status: 400, kind: "malformed-gzip", title: "Malformed gzip", detail: detail)
    }

    static func tooManyEvents(limit count: Int) -> Problem {
        var problem = Problem(
            status: 413,
            kind: "too-many-events",
            title: "Too many events",
            detail: "The request holds more than \(count) events; none was kept. Send fewer at once."
        )
        problem.limit = "max_events"
        return problem
    }

    static func malformedEvent(_ detail: String, event: Int, pointer: String) -> Problem {
        var problem = Problem(status: 400, kind: "malformed-event", title: "Not an event", detail: detail)
        problem.event = event
        problem.pointer = pointer
        return problem
    }

    init(_ failure: JournalFailure) {
        let (reason, seconds) =
            switch failure {
            case .full: ("What may wait for delivery has reached its limit (journal.max_size).", 30)
            case .backlogFull(let name): ("The backlog of the destination '\(name)' is at its limit.", 30)
            case .diskFull: ("The disk is full.", 30)
            case .failed, .missingKey: ("The disk failed.", 10)
            case .closed: ("The daemon is stopping.", 5)
            }
        self.init(
            status: 503,
            kind: "unavailable",
            title: "Cannot be made safe now",
            detail: "\(reason) Nothing of the request was kept. Send it again."
        )
        retryAfter = seconds
        if case .backlogFull(let name) = failure {
            destination = name
            limit = "backlog.max_size"
        }
    }

    static let notReady = {
        var problem = Problem(
            status: 503,
            kind: "not-ready",
            title: "Not ready",
            detail: "The daemon is not ready to take events."
        )
        problem.retryAfter = 1
        return problem
    }()
}
