import CKafka
internal import RouterCore

/// The topics that a producer writes to, by what their names are made of. They must be released before the producer is.
struct TopicHandles {
    private struct Origin: Hashable {
        let type: String
        let provider: String?
    }

    /// Types come from the sender: without a limit he could have us make topics without end.
    static let capacity = 1000

    private let client: OpaquePointer
    private let template: TopicTemplate
    private let constant: OpaquePointer?
    private var byOrigin: [Origin: OpaquePointer] = [:]
    private var byName: [String: OpaquePointer] = [:]

    init(_ template: TopicTemplate, of client: OpaquePointer) {
        self.client = client
        self.template = template
        constant = template.constantName.flatMap { rd_kafka_topic_new(client, $0, nil) }
    }

    /// Afterwards it is of no more use.
    func release() {
        for topic in byName.values { rd_kafka_topic_destroy(topic) }
        if let constant { rd_kafka_topic_destroy(constant) }
    }

    /// The topic of an event; nil where there are too many already.
    mutating func topic(of event: borrowing Event) -> OpaquePointer? {
        if let constant { return constant }
        let origin = Origin(type: event.type, provider: event.provider)
        if let known = byOrigin[origin] { return known }
        let name = template.name(type: event.type, provider: event.provider)
        guard let topic = byName[name] ?? new(name) else { return nil }
        // Names that many types share would have this grow for ever.
        if byOrigin.count >= Self.capacity { byOrigin.removeAll(keepingCapacity: true) }
        byOrigin[origin] = topic
        return topic
    }

    private mutating func new(_ name: String) -> OpaquePointer? {
        guard byName.count < Self.capacity, let topic = rd_kafka_topic_new(client, name, nil) else { return nil }
        byName[name] = topic
        return topic
    }
}
