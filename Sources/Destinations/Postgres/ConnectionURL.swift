import CPostgres

/// A connection string as libpq reads it, taken apart so that each of its hosts can be tried within a bound of its own:
/// libpq's own way through a list of hosts gives up on a silent one only where it may block.
package struct ConnectionURL: Sendable {
    /// What is written in the string; defaults, environment and service file are left to libpq.
    private let options: [String: String]

    /// Nil if libpq does not understand it; `mistake(in:)` then says why.
    package init?(_ text: String) {
        guard let parsed = PQconninfoParse(text, nil) else { return nil }
        defer { PQconninfoFree(parsed) }
        options = Self.values(parsed)
    }

    /// What is wrong with a string that `init` refused. libpq's own message may quote the password, so it is not used.
    package static func mistake(in text: String) -> String {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else {
            return "a PostgreSQL URL begins with postgres://"
        }
        if let question = text.firstIndex(of: "?"), ConnectionURL(String(text[..<question])) != nil {
            let known = knownParameters
            for parameter in text[text.index(after: question)...].split(separator: "&") {
                let name = parameter.prefix { $0 != "=" }
                if !known.contains(String(name)) { return "libpq knows no connection parameter “\(name)”" }
            }
        }
        return """
            not a URL that libpq understands; it looks like postgres://user:password@host:5432/database, where \
            special characters of user and password are percent-encoded
            """
    }

    /// One set of keywords and values for each host, in the order in which they are to be tried.
    var targets: [ConnectionTarget] {
        let hosts = list("host")
        let addresses = list("hostaddr")
        let ports = list("port")
        let count = max(hosts.count, addresses.count)
        guard count > 1, ports.count <= 1 || ports.count == count else { return [ConnectionTarget(options)] }
        let attributes = options["target_session_attrs"]
        // With one host at a time, "prefer-standby" means: any standby first, then any host.
        let passes = attributes == "prefer-standby" ? ["standby", "any"] : [attributes]
        return passes.flatMap { pass in
            (0..<count).map { index in
                var target = options
                target["host"] = index < hosts.count ? hosts[index] : nil
                target["hostaddr"] = index < addresses.count ? addresses[index] : nil
                target["port"] = ports.count == count ? ports[index] : ports.first
                target["target_session_attrs"] = pass
                return ConnectionTarget(target)
            }
        }
    }

    private func list(_ keyword: String) -> [String] {
        guard let value = options[keyword], !value.isEmpty else { return [] }
        return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    private static var knownParameters: Set<String> {
        guard let defaults = PQconndefaults() else { return [] }
        defer { PQconninfoFree(defaults) }
        var names: Set<String> = ["ssl"]
        var option = defaults
        while let keyword = option.pointee.keyword {
            names.insert(String(cString: keyword))
            option += 1
        }
        return names
    }

    /// The keywords that have a value.
    static func values(_ parsed: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }
}
