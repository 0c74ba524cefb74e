/// The tables' names as SQL writes them: quoted, and qualified where a schema is configured.
struct TableNames: Sendable {
    /// The quoted schema; nil: the first of the connection's search path.
    let schema: String?
    let users: String
    let dataPayloads: String
    let otherPayloads: String
    let samples: String

    init(schema: String?) {
        let quoted = schema.map(Self.quoted)
        self.schema = quoted
        let prefix = quoted.map { $0 + "." } ?? ""
        users = prefix + "terra_users"
        dataPayloads = prefix + "terra_data_payloads"
        otherPayloads = prefix + "terra_other_payloads"
        samples = prefix + "glucose_samples"
    }

    /// The quoted schema as a string, for functions that take a name; NULL where none is configured.
    var schemaLiteral: String {
        schema.map { "'" + $0.replacing("'", with: "''") + "'" } ?? "NULL"
    }

    private static func quoted(_ identifier: String) -> String {
        "\"" + identifier.replacing("\"", with: "\"\"") + "\""
    }
}
