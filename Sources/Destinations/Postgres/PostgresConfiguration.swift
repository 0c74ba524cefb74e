internal import ConfigurationReader

/// What a `postgres` section of the configuration says.
package struct PostgresConfiguration: Sendable {
    package let url: ConnectionURL
    /// Where the tables are; nil: where the connection's search path leads.
    package let schema: String?

    package init(url: ConnectionURL, schema: String?) {
        self.url = url
        self.schema = schema
    }

    /// Reads `url` and `schema`; nil if there was a mistake, which is then reported.
    init?(_ section: ConfigurationSection) {
        let text = section.requiredString("url")
        let url = text.flatMap { ConnectionURL($0) }
        if let text, url == nil {
            section.report("'url' is \(ConnectionURL.mistake(in: text))", at: "url")
        }
        let schema = section.string("schema")
        let isNameable = schema.map { !$0.isEmpty && $0.utf8.count <= 63 && !$0.utf8.contains(0) } ?? true
        if !isNameable {
            section.report("'schema' must be the name of a schema, of 1 to 63 bytes", at: "schema")
        }
        guard let url, isNameable else { return nil }
        self.init(url: url, schema: schema)
    }
}
