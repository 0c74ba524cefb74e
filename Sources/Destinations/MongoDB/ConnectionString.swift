import CMongoC

/// A connection string as libmongoc reads it. Used where it was made.
struct ConnectionString: ~Copyable {
    let uri: OpaquePointer

    /// Nil if libmongoc does not understand it; `mistakes(in:)` then says why.
    init?(_ text: String) {
        MongoLibrary.start()
        guard let uri = mongoc_uri_new_with_error(text, nil) else { return nil }
        self.uri = uri
    }

    deinit { mongoc_uri_destroy(uri) }

    /// What is wrong with a string, in words that quote nothing but the names of options.
    static func mistakes(in text: String) -> [String] {
        MongoLibrary.start()
        guard text.hasPrefix("mongodb://") || text.hasPrefix("mongodb+srv://") else {
            return ["a MongoDB connection string begins with mongodb:// or mongodb+srv://"]
        }
        var error = bson_error_t()
        var uri: OpaquePointer?
        let warnings = MongoLibrary.warnings { uri = mongoc_uri_new_with_error(text, &error) }
        guard let uri else {
            let said = String(cString: cmongoc_message(&error))
            // A message with quotes may quote a password that was put in the wrong place.
            let detail = said.isEmpty || said.contains { "\"'".contains($0) } ? "" : ": " + said
            return [
                """
                not a connection string that libmongoc understands\(detail); it looks like \
                mongodb://user:password@host:27017/?replicaSet=name, where special characters of user and password \
                are percent-encoded
                """
            ]
        }
        defer { mongoc_uri_destroy(uri) }
        var mistakes = warnings.map { "libmongoc does not understand the option \(Self.quotedName($0))" }
        if mongoc_write_concern_get_w(mongoc_uri_get_write_concern(uri)) == 0 {
            mistakes.append("w=0 leaves open whether anything is written; leave it out, or use w=majority")
        }
        return mistakes
    }

    /// What stands behind the hosts.
    var database: String? {
        guard let name = mongoc_uri_get_database(uri) else { return nil }
        let database = String(cString: name)
        return database.isEmpty ? nil : database
    }

    /// The first host, for a person.
    var host: String {
        if let name = mongoc_uri_get_srv_hostname(uri) { return String(cString: name) }
        guard let hosts = mongoc_uri_get_hosts(uri) else { return "" }
        return withUnsafePointer(to: hosts.pointee.host_and_port) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                String(cString: $0)
            }
        }
    }

    /// Whether every host is this machine itself.
    var isLocal: Bool {
        guard mongoc_uri_get_srv_hostname(uri) == nil else { return false }
        var next = mongoc_uri_get_hosts(uri)
        while let host = next {
            let name = withUnsafePointer(to: host.pointee.host) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            guard ["localhost", "::1"].contains(name) || name.hasPrefix("127.") || name.hasPrefix("/") else {
                return false
            }
            next = UnsafePointer(host.pointee.next)
        }
        return true
    }

    var usesTLS: Bool { mongoc_uri_get_tls(uri) }

    /// Whether some part of the server's proof is left out, as the string says in so many words.
    var isUnverified: Bool {
        let options = [
            MONGOC_URI_TLSINSECURE, MONGOC_URI_TLSALLOWINVALIDCERTIFICATES, MONGOC_URI_TLSALLOWINVALIDHOSTNAMES,
        ]
        return options.contains { (option: String) in mongoc_uri_get_option_as_bool(uri, option, false) }
    }

    /// Puts the options of `tls:` into the string.
    func apply(_ tls: MongoDBConfiguration.TLS) {
        mongoc_uri_set_option_as_bool(uri, MONGOC_URI_TLS, true)
        if let file = tls.authorityFile { mongoc_uri_set_option_as_utf8(uri, MONGOC_URI_TLSCAFILE, file) }
        if let file = tls.certificateKeyFile {
            mongoc_uri_set_option_as_utf8(uri, MONGOC_URI_TLSCERTIFICATEKEYFILE, file)
        }
        if !tls.verifiesServer { mongoc_uri_set_option_as_bool(uri, MONGOC_URI_TLSINSECURE, true) }
    }

    /// Bounds every wait so that a write which libmongoc tries twice ends within `timeout` and a little: two answers,
    /// and between them another server and a connection to it. Below that of a second an answer has no chance. Smaller
    /// bounds of the string's own stay. Writes must reach the majority of a replica set where the string asks for
    /// nothing else.
    func bound(by timeout: Duration) {
        let milliseconds = Int32(min(max(timeout / Duration.milliseconds(1), 0), 600_000))
        limit(MONGOC_URI_SERVERSELECTIONTIMEOUTMS, to: max(milliseconds * 3 / 10, 500))
        limit(MONGOC_URI_CONNECTTIMEOUTMS, to: max(milliseconds * 3 / 10, 500))
        limit(MONGOC_URI_SOCKETTIMEOUTMS, to: max(milliseconds * 4 / 10, 1000))
        if mongoc_uri_get_appname(uri) == nil { mongoc_uri_set_appname(uri, "distributary") }
        let written = mongoc_uri_get_write_concern(uri)
        guard mongoc_write_concern_get_w(written) == MONGOC_WRITE_CONCERN_W_DEFAULT else { return }
        let majority = mongoc_write_concern_new()
        mongoc_write_concern_set_wmajority(majority, max(milliseconds / 3, 800))
        mongoc_uri_set_write_concern(uri, majority)
        mongoc_write_concern_destroy(majority)
    }

    private func limit(_ option: String, to milliseconds: Int32) {
        let written = mongoc_uri_get_option_as_int32(uri, option, 0)
        if written <= 0 || written > milliseconds { mongoc_uri_set_option_as_int32(uri, option, milliseconds) }
    }

    /// The first name that a message quotes.
    private static func quotedName(_ message: String) -> String {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.count > 2 ? "“\(parts[1])”" : "of that name"
    }
}
