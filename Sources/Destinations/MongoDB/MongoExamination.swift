internal import RouterCore

/// What `check --connect` says of a server, found without writing.
struct MongoExamination {
    private let configuration: MongoDBConfiguration

    init(_ configuration: MongoDBConfiguration) { self.configuration = configuration }

    /// Asks the primary. May block.
    func findings(_ pool: ClientPool) -> [ConnectionFinding] {
        do throws(MongoFailure) {
            return try pool.withClient { (client) throws(MongoFailure) in
                let commands = MongoCommands(client: client)
                try commands.read(BSONWriter.document { $0.int32("ping", 1) }, database: configuration.database)
                return findings(commands)
            }
        } catch {
            return findings(error)
        }
    }

    private func findings(_ failure: MongoFailure) -> [ConnectionFinding] {
        let isRefused = failure.origin == .authentication || failure.origin == .server
        guard isRefused, MongoVerdict(failure) == .pause else {
            return [
                ConnectionFinding(.connection, .bad, failure.advice),
                ConnectionFinding(.credentials, .unknown, "not tried: there is no connection"),
                ConnectionFinding(.target, .unknown, "not tried: there is no connection"),
            ]
        }
        return [
            ConnectionFinding(.connection, .good, "\(host) answers"),
            ConnectionFinding(.credentials, .bad, failure.advice),
            ConnectionFinding(.target, .unknown, "not tried: the server does not let us in"),
        ]
    }

    private func findings(_ commands: MongoCommands) -> [ConnectionFinding] {
        let status = try? commands.read(
            BSONWriter.document { command in
                command.int32("connectionStatus", 1)
                command.bool("showPrivileges", true)
            },
            database: "admin"
        )
        let connection = ConnectionFinding(.connection, .good, "\(host) answers")
        guard case .document(let info) = status?["authInfo"] else {
            return [connection] + unknown("the server does not say what it knows of us")
        }
        let users = info.documents("authenticatedUsers").compactMap { $0.string("user") }
        guard let user = users.first else {
            return [
                connection,
                ConnectionFinding(.credentials, .good, "none are given, and the server asked for none"),
                ConnectionFinding(.target, .unknown, "whether \(database) may be written to shows only by writing"),
            ]
        }
        return [connection, ConnectionFinding(.credentials, .good, "\(user) is let in"), target(info, user)]
    }

    private func target(_ info: BSONDocument, _ user: String) -> ConnectionFinding {
        let privileges = info.documents("authenticatedUserPrivileges")
        guard !privileges.isEmpty else {
            return ConnectionFinding(.target, .unknown, "the server does not say what \(user) may do in \(database)")
        }
        let allowed = privileges.filter(concernsDatabase).flatMap { privilege -> [String] in
            guard case .document(let actions) = privilege["actions"] else { return [] }
            return actions.elements.compactMap { element in
                if case .string(let action) = element.value { action } else { nil }
            }
        }
        let missing = ["insert", "update"].filter { !allowed.contains($0) && !allowed.contains("anyAction") }
        return missing.isEmpty
            ? ConnectionFinding(.target, .good, "\(user) may write to \(database); collections are made when needed")
            : ConnectionFinding(
                .target,
                .bad,
                "\(user) may not \(missing.joined(separator: " and ")) in \(database): grant it the role readWrite there"
            )
    }

    /// Whether a privilege holds for every collection of the database.
    private func concernsDatabase(_ privilege: BSONDocument) -> Bool {
        guard case .document(let resource) = privilege["resource"] else { return false }
        if case .bool(true) = resource["anyResource"] { return true }
        guard let name = resource.string("db"), resource.string("collection") == "" else { return false }
        return name.isEmpty || name == configuration.database
    }

    private func unknown(_ why: String) -> [ConnectionFinding] {
        [ConnectionFinding(.credentials, .unknown, why), ConnectionFinding(.target, .unknown, why)]
    }

    private var database: String { "the database \(configuration.database)" }

    private var host: String { ConnectionString(configuration.url)?.host ?? "the server" }
}
