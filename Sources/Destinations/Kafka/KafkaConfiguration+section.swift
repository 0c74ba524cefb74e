internal import ConfigurationReader
internal import Formats

extension KafkaConfiguration {
    /// Reads the keys of a Kafka destination; every mistake is reported, and nil returned where one stands in the way.
    init?(_ section: ConfigurationSection) {
        let brokers = Self.brokers(section)
        let topic = Self.topic(section)
        let compression = section.choice("compression", of: KafkaCompression.self)
        let hasAcks = Self.checkAcks(section)
        let security = KafkaSecurity(section)
        let encoder = PayloadEncoder(section, carrier: .message)
        let properties = Self.properties(section)
        guard let brokers, let topic, hasAcks, let security, let encoder, let properties else { return nil }
        self.init(
            brokers: brokers,
            topic: topic,
            compression: compression ?? .lz4,
            security: security,
            encoder: encoder,
            properties: properties
        )
    }

    private static func brokers(_ section: ConfigurationSection) -> [String]? {
        guard section.has("brokers") else {
            section.report("missing key 'brokers' for \(section.title)")
            return nil
        }
        if section.isBlank("brokers") { section.report("'brokers' must not be empty", at: "brokers") }
        guard let written = section.placedStrings("brokers") else { return nil }
        let brokers = written.flatMap { entry in
            entry.string.split(separator: ",", omittingEmptySubsequences: false).map {
                (name: String($0.drop { $0 == " " }), position: entry.position)
            }
        }
        if brokers.isEmpty { section.report("'brokers' must name at least one broker", at: "brokers") }
        let wrong = brokers.filter { !isAddress($0.name) }
        for broker in wrong {
            section.report("a broker is written host:port, such as kafka-1.example.com:9092", at: broker.position)
        }
        return brokers.isEmpty || !wrong.isEmpty ? nil : brokers.map(\.name)
    }

    /// `host`, `host:port` or `[address]:port`; the port left out is 9092.
    private static func isAddress(_ text: String) -> Bool {
        guard let address = splitPort(text[...]) else { return false }
        return !address.isEmpty
            && address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") }
    }

    /// The host; nil where there is something else than a port behind it.
    private static func splitPort(_ text: Substring) -> Substring? {
        let hostEnd = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        guard let hostEnd else { return text.hasPrefix("[") ? nil : text }
        let rest = text[hostEnd...]
        if rest.isEmpty { return text[..<hostEnd] }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return text[..<hostEnd]
    }

    private static func topic(_ section: ConfigurationSection) -> TopicTemplate? {
        guard let text = section.requiredString("topic") else { return nil }
        do throws(TopicTemplate.Mistake) {
            return try TopicTemplate(text)
        } catch {
            section.report("'topic': \(error.message)", at: "topic")
            return nil
        }
    }

    private static func checkAcks(_ section: ConfigurationSection) -> Bool {
        guard let acks = section.string("acks"), acks != "all", acks != "-1" else { return true }
        section.report(
            "'acks' must be all: an event leaves the backlog only when every replica in sync has it",
            at: "acks"
        )
        return false
    }

    private static func properties(_ section: ConfigurationSection) -> [ClientProperty]? {
        guard let entries = section.section("properties", title: "the properties of librdkafka") else { return [] }
        var properties: [ClientProperty] = []
        var isGood = true
        for name in entries.keys {
            guard let value = entries.string(name) else {
                if entries.isBlank(name) { entries.report("'\(name)' has no value", at: name) }
                isGood = false
                continue
            }
            let property = ClientProperty(name, value)
            if let objection = ReservedProperties.objection(to: name) {
                entries.report(objection, at: entries.keyPosition(of: name) ?? entries.position)
                isGood = false
            } else if case let refusal? = refusal(of: property) {
                entries.report(refusal.message, at: name)
                isGood = false
            } else {
                properties.append(property)
            }
        }
        entries.finish()
        if isGood, let mistake = mistake(in: properties) {
            entries.report("librdkafka does not take these properties together: \(mistake.message)")
            isGood = false
        }
        return isGood ? properties : nil
    }

    private static func refusal(of property: ClientProperty) -> ClientSettings.Refusal? {
        do throws(ClientSettings.Refusal) {
            _ = try ClientSettings.make([property])
            return nil
        } catch {
            return error
        }
    }

    /// What only shows when a client is made of them. Files and credentials are looked at when it connects.
    private static func mistake(in properties: [ClientProperty]) -> ClientSettings.Refusal? {
        let needsNothing = properties.filter { !$0.name.hasPrefix("ssl.") && !$0.name.hasPrefix("sasl.") }
        let base = KafkaConfiguration(brokers: [], topic: .events, properties: needsNothing).properties
        return ClientSettings.mistake(in: base.filter { $0.name != "bootstrap.servers" })
    }
}
