import CKafka
import Logging
internal import RouterCore
import Synchronization

/// A producer of librdkafka, from its making to its end, which its `ClientEvents` brings about.
final class KafkaClient: Sendable {
    /// A producer could not be made of the configuration.
    struct Failure: Error, Hashable {
        let reason: String
    }

    /// Until `end`. Functions of librdkafka may be called on it from any thread (rdkafka.h, "Threads").
    nonisolated(unsafe) let handle: OpaquePointer
    let flights = Flights()
    let spent = SpentReports()
    let state = ClientState()
    private let ending: Task<Void, Never>

    /// Makes a producer, which connects when it is first needed. `patience`: how long messages wait while no broker is
    /// connected.
    init(_ properties: [ClientProperty], patience: Duration, name: String, logger: Logger) throws(Failure) {
        let settings: OpaquePointer?
        do throws(ClientSettings.Refusal) {
            settings = try ClientSettings.make(properties + [ClientProperty("log.queue", "true")])
        } catch {
            throw Failure(reason: error.message)
        }
        rd_kafka_conf_set_events(settings, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG)
        var reason = [CChar](repeating: 0, count: 512)
        guard let handle = rd_kafka_new(RD_KAFKA_PRODUCER, settings, &reason, reason.count) else {
            rd_kafka_conf_destroy(settings)
            throw Failure(reason: "librdkafka does not take the configuration: \(ClientSettings.text(reason))")
        }
        rd_kafka_set_log_queue(handle, nil)
        self.handle = handle
        let events = ClientEvents(handle, flights, spent, state, patience: patience, name: name, logger: logger)
        ending = Task.detached { await events.run() }
    }

    /// What it says about its connections now.
    var trouble: BrokerTrouble { state.trouble }

    /// Gives up what librdkafka still holds; the reports say so.
    func purge() {
        state.requestPurge()
    }

    /// Has the producer end once all its flights have ended. Nothing may be asked of librdkafka after this.
    func end() {
        state.end()
    }

    /// Waits for the end, which somebody has to have asked for.
    func ended() async {
        await ending.value
    }
}
