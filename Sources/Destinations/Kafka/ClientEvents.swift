import CKafka
import Logging
internal import RouterCore
import Threading

/// The thread that takes a producer's events, which are delivery reports, errors and log lines, and at last ends it.
actor ClientEvents {
    private typealias Instant = ContinuousClock.Instant

    private static let pollMilliseconds: Int32 = 100
    private static let checkEvery = Duration.milliseconds(100)

    private let executor: ThreadExecutor
    private nonisolated(unsafe) let handle: OpaquePointer
    private let flights: Flights
    private let spent: SpentReports
    private let state: ClientState
    private let patience: Duration
    private let logger: Logger
    private var log: ClientLog
    private var nextCheck = Instant.now

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        _ handle: OpaquePointer,
        _ flights: Flights,
        _ spent: SpentReports,
        _ state: ClientState,
        patience: Duration,
        name: String,
        logger: Logger
    ) {
        executor = ThreadExecutor(name: "kafka-dr-\(name)")
        self.handle = handle
        self.flights = flights
        self.spent = spent
        self.state = state
        self.patience = patience
        self.logger = logger
        log = ClientLog(logger)
    }

    /// Takes events until the producer is to end and nothing is in flight, then destroys it.
    func run() {
        let queue = rd_kafka_queue_get_main(handle)
        while !(state.isEnding && flights.isEmpty) {
            if let event = rd_kafka_queue_poll(queue, Self.pollMilliseconds) {
                take(event)
                let isReport = rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR
                if !isReport || !spent.keep(event) { rd_kafka_event_destroy(event) }
            }
            // No next batch is under way that would do it.
            if flights.isEmpty { spent.free() }
            let now = Instant.now
            if now >= nextCheck {
                nextCheck = now + Self.checkEvery
                check(at: now)
            }
        }
        spent.free()
        rd_kafka_queue_destroy(queue)
        rd_kafka_destroy(handle)
    }

    private func take(_ event: OpaquePointer) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_DR:
            let counts = flights.take(reports: event, before: noteFatalError)
            if counts > 0, state.trouble.text != nil { state.change { $0.delivered() } }
        case RD_KAFKA_EVENT_ERROR:
            takeError(rd_kafka_event_error(event), String(cString: rd_kafka_event_error_string(event)))
        case RD_KAFKA_EVENT_LOG:
            takeLog(event)
        default:
            break
        }
    }

    private func takeError(_ code: rd_kafka_resp_err_t, _ words: String) {
        noteFatalError()
        if code != RD_KAFKA_RESP_ERR__FATAL { state.change { $0.record(code, words, at: .now) } }
    }

    /// Looks whether the producer has come to its end, of which a failed message may tell before the error itself does.
    private func noteFatalError() {
        var reason = [CChar](repeating: 0, count: 512)
        let cause = rd_kafka_fatal_error(handle, &reason, reason.count)
        guard cause != RD_KAFKA_RESP_ERR_NO_ERROR, state.trouble.fatal == nil else { return }
        let words = ClientSettings.text(reason)
        state.change { $0.recordFatal(cause, words) }
        logger.warning(
            "The producer came to an end and a new one takes its place: \(words)",
            metadata: ["event": "kafka.producer_ended"]
        )
    }

    private func takeLog(_ event: OpaquePointer) {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 7
        guard rd_kafka_event_log(event, &facility, &text, &level) == 0, let facility, let text else { return }
        log.log(String(cString: text), facility: String(cString: facility), level: Int(level), at: .now)
    }

    /// Ends waiting that has no point any more. What librdkafka is rid of, it reports: nothing that is told to be tried
    /// again arrives later of itself, but for a request that was already on its way.
    private func check(at now: Instant) {
        log.endMinute(at: now)
        let (overdue, gaveUp) = flights.overdue(at: now)
        if gaveUp { state.wearOut() }
        if state.takePurge() || overdue.isLate {
            purge(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        } else if let start = overdue.oldestStart,
            state.trouble.isHopeless(for: start, patience: patience, at: now)
        {
            purge(RD_KAFKA_PURGE_F_QUEUE)
        }
    }

    private func purge(_ flags: Int32) {
        rd_kafka_purge(handle, flags | RD_KAFKA_PURGE_F_NON_BLOCKING)
    }
}
