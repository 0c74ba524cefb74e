/// Properties of librdkafka that `properties` may not set, and why.
enum ReservedProperties {
    private static let byOwnKey: [(names: [String], key: String)] = [
        (["bootstrap.servers", "metadata.broker.list"], "brokers"),
        (["compression.codec", "compression.type"], "compression"),
        (["acks", "request.required.acks"], "acks"),
        (["message.timeout.ms", "delivery.timeout.ms"], "timeout"),
        (["security.protocol"], "security.protocol"),
        (["sasl.mechanism", "sasl.mechanisms"], "security.mechanism"),
        (["sasl.username"], "security.username"),
        (["sasl.password"], "security.password"),
        (["ssl.ca.location", "ssl.ca.pem"], "security.ca"),
        (["ssl.certificate.location", "ssl.certificate.pem"], "security.certificate"),
        (["ssl.key.location", "ssl.key.pem"], "security.private_key"),
        (["ssl.key.password"], "security.private_key_password"),
        (["enable.ssl.certificate.verification", "ssl.endpoint.identification.algorithm"], "security.verify"),
    ]

    /// Without what these give, an event could be lost, doubled or overtaken, or its outcome never be known.
    private static let guarantees: Set<String> = [
        "enable.idempotence", "enable.gapless.guarantee", "transactional.id", "transaction.timeout.ms",
        "queuing.strategy", "produce.offset.report", "delivery.report.only.error", "retries",
        "message.send.max.retries", "log.queue", "plugin.library.paths", "api.version.request",
    ]

    /// Why `name` cannot be set; nil where it can.
    static func objection(to name: String) -> String? {
        if let owner = byOwnKey.first(where: { $0.names.contains(name) }) {
            return "'\(name)' follows from '\(owner.key)': set that in its place"
        }
        return guarantees.contains(name)
            ? "'\(name)' cannot be chosen: that every event arrives, in order, rests on it" : nil
    }
}
