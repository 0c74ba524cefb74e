import ArgumentParser
import ConfigurationSchema
import Daemon
import RouterCore

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the SQL that creates what a kind writes to, or the JSON Schema of destinations.yaml.",
        discussion: """
            Kinds: \(kinds.joined(separator: ", ")). The SQL is to be run by hand. The JSON Schema is for editors: they \
            complete keys, explain them and mark mistakes.
            """
    )

    @Argument(help: "The kind of destination, such as postgres or supabase.")
    var kind: String?

    @Flag(name: .customLong("json-schema"), help: "The JSON Schema of destinations.yaml, for editors.")
    var isJSONSchema = false

    @Option(help: "The schema that the tables are to be in.")
    var schema: String?

    @Option(help: "The bucket that payloads go into (supabase).")
    var bucket: String?

    func validate() throws {
        if kind == nil, !isJSONSchema {
            throw ValidationError("name a KIND, one of \(Self.kinds.joined(separator: ", ")), or give --json-schema")
        }
        guard isJSONSchema else { return }
        if kind != nil { throw ValidationError("KIND and --json-schema are two different things: give one of them") }
        if schema != nil || bucket != nil {
            throw ValidationError("--schema and --bucket are for SQL: leave them out with --json-schema")
        }
    }

    func run() throws {
        guard let kind else {
            Console.bytes(try ConfigurationSchema.text().utf8)
            return
        }
        let options = SchemaOptions(schema: schema, bucket: bucket)
        let factory = [DestinationFactory].all.first { $0.kind == kind }
        guard let sql = factory?.schemaSQL(options) else {
            throw CommandFailure(
                "there is no SQL for '\(kind)'; there is for \(Self.kinds.joined(separator: ", "))",
                code: CommandFailure.wrongInput
            )
        }
        Console.bytes(sql.utf8)
    }

    private static var kinds: [String] {
        [DestinationFactory].all.filter { $0.schemaSQL(SchemaOptions()) != nil }.map(\.kind)
    }
}
