import CKafka
internal import RouterCore

/// What an examination says in words.
struct KafkaFindings {
    let configuration: KafkaConfiguration
    let trouble: BrokerTrouble
    /// Whether brokers create topics that are missing; nil where they do not tell.
    let createsTopics: Bool?

    func list(_ answer: ClusterMetadata.Answer) -> [ConnectionFinding] {
        switch answer {
        case .unreachable(let reason): unreachable(reason)
        case .refused(let reason): refused(reason)
        case .answered(let brokers, let partitions): [connection(brokers), credentials, target(partitions)]
        case .topicPending(let brokers, _): [connection(brokers), credentials, missingTopic]
        }
    }

    private func unreachable(_ reason: String) -> [ConnectionFinding] {
        let hint = trouble.kind == .tls ? "; an authority of your own is named in 'security.ca'" : ""
        return [
            ConnectionFinding(.connection, .bad, "no broker can be reached: \(reason)\(hint)"),
            ConnectionFinding(.credentials, .unknown, "not looked at without a connection"),
            ConnectionFinding(.target, .unknown, "not looked at without a connection"),
        ]
    }

    private func refused(_ reason: String) -> [ConnectionFinding] {
        let reached = ConnectionFinding(.connection, .good, "a broker answers")
        guard trouble.kind == .credentials else {
            return [reached, credentials, ConnectionFinding(.target, .bad, reason)]
        }
        return [
            reached,
            ConnectionFinding(.credentials, .bad, reason),
            ConnectionFinding(.target, .unknown, "not looked at without credentials"),
        ]
    }

    private func connection(_ brokers: Int) -> ConnectionFinding {
        let transport = configuration.security.transport.hasTLS ? " over TLS" : ""
        return ConnectionFinding(
            .connection,
            .good,
            "a cluster of \(brokers) broker\(brokers == 1 ? "" : "s") answers\(transport)"
        )
    }

    private var credentials: ConnectionFinding {
        let mechanism = configuration.security.mechanism.map { "the cluster takes the credentials (\($0.rawValue))" }
        return ConnectionFinding(.credentials, .good, mechanism ?? "the cluster asks for none beside the connection")
    }

    private func target(_ partitions: Int) -> ConnectionFinding {
        guard let topic = configuration.topic.constantName else {
            return ConnectionFinding(.target, .unknown, "which topics there must be depends on the events")
        }
        let count = "\(partitions) partition\(partitions == 1 ? "" : "s")"
        return ConnectionFinding(
            .target,
            .good,
            "the topic '\(topic)' has \(count); whether it may be written to shows with the first event"
        )
    }

    private var missingTopic: ConnectionFinding {
        let topic = configuration.topic.constantName ?? ""
        return switch createsTopics {
        case true?: ConnectionFinding(.target, .good, "the topic '\(topic)' will be created with the first event")
        case false?:
            ConnectionFinding(.target, .bad, KafkaVerdict.missingTopic(topic))
        case nil:
            ConnectionFinding(
                .target,
                .unknown,
                "the topic '\(topic)' does not exist; create it, unless the brokers do so (auto.create.topics.enable)"
            )
        }
    }
}
