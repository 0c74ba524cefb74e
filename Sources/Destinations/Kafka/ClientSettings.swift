import CKafka

/// Turns properties into a configuration of librdkafka.
enum ClientSettings {
    /// librdkafka does not take a property.
    struct Refusal: Error, Hashable {
        let name: String
        /// In words for whoever wrote the property; never a secret.
        let message: String
    }

    /// A new configuration, which the caller hands to `rd_kafka_new` or destroys.
    static func make(_ properties: [ClientProperty]) throws(Refusal) -> OpaquePointer? {
        let settings = rd_kafka_conf_new()
        for property in properties {
            if let refusal = set(property, in: settings) {
                rd_kafka_conf_destroy(settings)
                throw refusal
            }
        }
        return settings
    }

    /// What librdkafka has against properties by themselves and together; nothing is connected or read from disk.
    static func mistake(in properties: [ClientProperty]) -> Refusal? {
        let settings: OpaquePointer?
        do {
            settings = try make(properties)
        } catch {
            return error
        }
        // With no broker to connect to, all that a client does is to check how its properties go together; that it has none
        // is nothing to tell anybody.
        rd_kafka_conf_set_log_cb(settings, nil)
        var reason = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, settings, &reason, reason.count) else {
            rd_kafka_conf_destroy(settings)
            return Refusal(name: "", message: text(reason))
        }
        rd_kafka_destroy(client)
        return nil
    }

    /// What librdkafka wrote into a buffer, up to its NUL.
    static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func set(_ property: ClientProperty, in settings: OpaquePointer?) -> Refusal? {
        // A NUL would cut the value short without a word.
        guard !property.name.utf8.contains(0), !property.value.utf8.contains(0) else {
            return Refusal(name: property.name, message: "the property holds a NUL")
        }
        var reason = [CChar](repeating: 0, count: 512)
        switch rd_kafka_conf_set(settings, property.name, property.value, &reason, reason.count) {
        case RD_KAFKA_CONF_OK:
            return nil
        case RD_KAFKA_CONF_UNKNOWN:
            let version = String(cString: rd_kafka_version_str())
            return Refusal(
                name: property.name,
                message: "librdkafka \(version) has no property '\(property.name)'"
            )
        default:
            let words = mayQuoteSecret(property.name) ? "" : ": \(text(reason))"
            return Refusal(
                name: property.name,
                message: "librdkafka does not take this value of '\(property.name)'\(words)"
            )
        }
    }

    /// librdkafka quotes the value that it does not take.
    private static func mayQuoteSecret(_ name: String) -> Bool {
        ["password", "secret", "pem", "key", "token", "jaas", "config", "cmd"].contains { name.contains($0) }
    }
}
