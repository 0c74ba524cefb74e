import ConfigurationSchema

/// What sections cannot be without.
enum SchemaNeeds {
    typealias Key = (key: String, value: String)

    static let ofKinds: [String: [Key]] = [
        "sqlite": [("path", "p")],
        "directory": [("path", "p")],
        "postgres": [("url", "'postgres://me:hush@db/terra'")],
        "mysql": [("url", "'mysql://me:hush@db/terra'")],
        "mongodb": [("url", "'mongodb://db/terra'")],
        "webhook": [("url", "'https://example.org'")],
        "kafka": [("brokers", "'broker:9092'"), ("topic", "t")],
        "s3": [("bucket", "cgm"), ("region", "eu-west-2")],
        "gcs": [("bucket", "cgm")],
        "firestore": [("project", "p")],
        "azure_blob": [("account", "cgmdata"), ("container", "cgm")],
        "sqs": [("queue_url", "'https://sqs.eu-west-2.amazonaws.com/1/q'")],
        "supabase": [("url", "'https://example.org'"), ("service_role_key", "hush")],
    ]

    private static let ofSections: [String: [Key]] = [
        "": [("destinations", "{d: {kind: sqlite, path: p}}"), ("routes", "[{to: d}]")],
        "intake.signature": [("secrets", "hush")],
        "intake.tls": [("certificate", "c"), ("private_key", "k")],
        "routes": [("to", "d")],
        "destinations.webhook.oauth": [
            ("token_url", "'https://example.org'"), ("client_id", "me"), ("client_secret", "hush"),
        ],
        "destinations.kafka.security": [("protocol", "ssl")],
        "destinations.sqs.large_payloads": [("bucket", "cgm")],
    ]

    /// What the section has beside keys that are written there.
    static func keys(in place: SchemaPlace, beside written: [String]) -> [Key] {
        var keys = ofSections[place.path.joined(separator: ".")] ?? []
        if let kind = place.kind, place.path.count == 2 {
            keys = [("kind", kind)] + (ofKinds[kind] ?? [])
            // The account stands in them already; options of a format are of no use without it.
            let namesAccount = !Set(written).isDisjoint(with: ["sas_url", "connection_string"])
            if namesAccount { keys.removeAll { $0.key == "account" } }
            let formats = Set(written).intersection(["fhir", "fit", "cloudevents", "readings"])
            keys += formats.map { ("format", $0) }
        }
        for rule in place.section.rules {
            guard case .atLeastOne(let names) = rule, Set(names).isDisjoint(with: written) else { continue }
            keys += names.prefix(1).map { ($0, "70") }
        }
        return keys.filter { !written.contains($0.key) }
    }
}
