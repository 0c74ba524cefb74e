import CKafka
internal import Formats
import Foundation
import Logging
internal import RouterCore
import Threading

/// What writes batches, on a thread of its own: librdkafka is asked for metadata and made to copy messages there. Makes a
/// producer when one is needed, and a new one in place of one that has come to its end.
actor KafkaProducer {
    typealias Instant = ContinuousClock.Instant

    /// A producer together with its topics, until nobody uses it any more.
    private final class Line {
        let client: KafkaClient
        var topics: TopicHandles

        init(_ client: KafkaClient, _ template: TopicTemplate) {
            self.client = client
            topics = TopicHandles(template, of: client.handle)
        }

        deinit {
            topics.release()
            client.end()
        }
    }

    private enum Purpose {
        case batches
        /// Sends every message alone, so that none is refused for its company.
        case singles
    }

    private let executor: ThreadExecutor
    private let configuration: KafkaConfiguration
    private let context: DestinationContext
    private let maximumBytes: Int
    private var writer: MessageWriter
    private var lines: [Purpose: Line] = [:]
    /// The end of the producer before. One for each purpose: who sends singles still holds the producer of batches.
    private var endings: [Purpose: Task<Void, Never>] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ configuration: KafkaConfiguration, _ context: DestinationContext) {
        executor = ThreadExecutor(name: "kafka-\(context.name)")
        self.configuration = configuration
        self.context = context
        writer = MessageWriter(configuration.encoder)
        let written = configuration.properties.last { $0.name == "message.max.bytes" }
        maximumBytes = written.flatMap { Int($0.value) } ?? 1_000_000
    }

    /// How long messages wait while no broker is connected.
    static func patience(_ timeout: Duration) -> Duration { min(timeout / 2, .seconds(5)) }

    /// Connects, and looks whether the topic is there where it is the same for every event.
    func prepare() async throws(DestinationFailure) {
        let deadline = Instant.now + context.timeout
        let client: KafkaClient
        do throws(KafkaClient.Failure) {
            client = try await line(.batches).client
        } catch {
            throw .needsAttention(reason: error.reason)
        }
        let metadata = ClusterMetadata(client, patience: Self.patience(context.timeout))
        switch metadata.ask(for: configuration.topic.constantName, by: deadline) {
        case .answered, .topicPending: return
        case .refused(let reason):
            client.state.wearOut()
            throw .needsAttention(reason: reason)
        case .unreachable(let reason): throw .unavailable(reason: reason)
        }
    }

    /// Connects with a producer of its own, which asks and writes nothing.
    func examine() async -> [ConnectionFinding] {
        let deadline = Instant.now + context.timeout
        let client: KafkaClient
        do throws(KafkaClient.Failure) {
            client = try makeClient([ClientProperty("allow.auto.create.topics", "false")])
        } catch {
            return [
                ConnectionFinding(.connection, .bad, error.reason),
                ConnectionFinding(.credentials, .unknown, "not looked at without a connection"),
                ConnectionFinding(.target, .unknown, "not looked at without a connection"),
            ]
        }
        let metadata = ClusterMetadata(client, patience: Self.patience(context.timeout))
        let answer = metadata.ask(for: configuration.topic.constantName, waitingForIt: false, by: deadline)
        var createsTopics: Bool?
        if case .topicPending(_, let broker) = answer {
            createsTopics = ClusterSettings(client, timeout: Self.settingsTimeout).createsTopics(broker: broker)
        }
        let findings = KafkaFindings(
            configuration: configuration,
            trouble: client.trouble,
            createsTopics: createsTopics
        )
        client.end()
        await client.ended()
        return findings.list(answer)
    }

    /// Sends a batch and waits for its reports.
    func deliver(_ batch: Batch) async -> Outcomes {
        let deadline = Instant.now + context.timeout
        do throws(KafkaClient.Failure) {
            let line = try await line(.batches)
            var codes = await send(batch, Array(batch.events.indices), on: line, by: deadline)
            let refused = codes.indices.filter { DeliveryCode.mayBeForItsCompany(codes[$0]) }
            if !refused.isEmpty {
                let alone = try await send(batch, refused, on: self.line(.singles), by: deadline)
                for (index, code) in zip(refused, alone) { codes[index] = code }
            }
            return outcomes(codes, of: batch, line)
        } catch {
            return .all(.pause(reason: error.reason))
        }
    }

    /// Ends the producers once nothing is in flight.
    func close() async {
        let clients = lines.values.map(\.client)
        lines.removeAll()
        for client in clients { await client.ended() }
        for ending in endings.values { await ending.value }
        endings.removeAll()
    }

    // MARK: - Sending

    /// Hands over the events at `indices`, in their order, and waits for the reports. What cannot be handed over holds up
    /// what comes after it, unless it will never be taken: nothing of one user overtakes.
    private func send(
        _ batch: Batch,
        _ indices: [Int],
        on line: Line,
        by deadline: Instant
    ) async -> [DeliveryCode.Value] {
        let client = line.client
        let flight = client.flights.open(batch, indices.count, deadline: deadline)
        handOver(batch, indices, as: flight, on: line, by: deadline)
        return await withTaskCancellationHandler {
            await client.flights.end(flight)
        } onCancel: {
            client.purge()
        }
    }

    private func handOver(_ batch: Batch, _ indices: [Int], as flight: UInt, on line: Line, by deadline: Instant) {
        line.client.spent.free()
        for (place, index) in indices.enumerated() {
            let code = write(batch.events.reference(at: index), line, Flights.opaque(flight, place), by: deadline)
            guard code != DeliveryCode.delivered else { continue }
            if DeliveryCode.isOfOneMessage(code) {
                line.client.flights.settle(flight, CollectionOfOne(place), code)
            } else {
                line.client.flights.settle(flight, place..<indices.count, code)
                break
            }
        }
    }

    /// Hands over one event, and waits where the queue has no room.
    private func write(
        _ reference: EventReference,
        _ line: Line,
        _ opaque: UInt,
        by deadline: Instant
    ) -> DeliveryCode.Value {
        guard case .payload(let value) = writer.encode(reference.event) else { return DeliveryCode.notEncoded }
        guard let topic = line.topics.topic(of: reference.event) else { return DeliveryCode.tooManyTopics }
        while true {
            let code = writer.write(value, of: reference.event, to: topic, opaque: opaque, with: line.client.handle)
            switch code {
            case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: return DeliveryCode.tooLargeToSend
            case RD_KAFKA_RESP_ERR__QUEUE_FULL where Instant.now < deadline && !Task.isCancelled:
                // They count until they are freed.
                line.client.spent.free()
                Thread.sleep(forTimeInterval: 0.001)
            default: return code.rawValue
            }
        }
    }

    private func outcomes(_ codes: [DeliveryCode.Value], of batch: Batch, _ line: Line) -> Outcomes {
        guard codes.contains(where: { $0 != DeliveryCode.delivered }) else { return .all(.delivered) }
        let verdict = KafkaVerdict(
            trouble: line.client.trouble,
            timeout: context.timeout,
            maximumBytes: maximumBytes
        )
        if codes.contains(where: KafkaVerdict.isAboutTopic) { line.client.state.wearOut() }
        var limits: [String: Int?] = [:]
        return .each(
            zip(codes, batch.events).map { code, event in
                guard code != DeliveryCode.delivered else { return .delivered }
                // It is rare, and the same again: nothing is kept of it meanwhile.
                let encoded = writer.encode(event)
                guard case .payload(let value) = encoded else { return encoded.outcome ?? .delivered }
                let topic = configuration.topic.name(type: event.type, provider: event.provider)
                if KafkaVerdict.isAboutSize(code), limits[topic] == nil {
                    let settings = ClusterSettings(line.client, timeout: Self.settingsTimeout)
                    limits[topic] = .some(settings.maximumBytes(ofTopic: topic))
                }
                return verdict.outcome(
                    code,
                    topic: topic,
                    bytes: value.count,
                    brokerLimit: limits[topic] ?? nil
                )
            }
        )
    }

    // MARK: - Producers

    /// The producer for a purpose: the one there is, or a new one once the one before has ended, so that nothing that
    /// it still sends comes behind what the new one sends.
    private func line(_ purpose: Purpose) async throws(KafkaClient.Failure) -> Line {
        if let line = lines[purpose], line.client.state.isWornOut {
            lines[purpose] = nil
            let client = line.client
            let before = endings[purpose]
            endings[purpose] = Task {
                await before?.value
                await client.ended()
            }
        }
        while let ending = endings[purpose] {
            await ending.value
            if endings[purpose] == ending { endings[purpose] = nil }
        }
        if let line = lines[purpose] { return line }
        let client = try makeClient(purpose == .singles ? [ClientProperty("batch.num.messages", "1")] : [])
        let line = Line(client, configuration.topic)
        lines[purpose] = line
        return line
    }

    private func makeClient(_ more: [ClientProperty]) throws(KafkaClient.Failure) -> KafkaClient {
        if let file = configuration.security.unreadableFile {
            throw KafkaClient.Failure(reason: "'\(file)', which 'security' names, cannot be read")
        }
        let timeout = ClientProperty("message.timeout.ms", "\(max(1, Int(context.timeout / .milliseconds(1))))")
        return try KafkaClient(
            configuration.properties + [timeout] + more,
            patience: Self.patience(context.timeout),
            name: context.name,
            logger: context.logger
        )
    }

    /// For a question whose answer only makes a message clearer.
    private static let settingsTimeout = Duration.seconds(2)
}
