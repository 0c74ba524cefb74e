import ArgumentParser
import Daemon
import RouterCore

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the SQL that creates what a kind of destination writes to, to run by hand.",
        discussion: "Kinds: \(kinds.joined(separator: ", "))."
    )

    @Argument(help: "The kind of destination, such as postgres or supabase.")
    var kind: String

    @Option(help: "The schema that the tables are to be in.")
    var schema: String?

    @Option(help: "The bucket that payloads go into (supabase).")
    var bucket: String?

    func run() throws {
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
