import Foundation

/// The parts of a `mysql://user:password@host:port/database?…` URL.
package struct MySQLURL: Sendable, Hashable {
    /// What is wrong with a URL, in words that never quote it.
    package struct Mistake: Error, Sendable, Hashable {
        package let message: String
    }

    package let user: String
    package let password: String
    /// A name or an address, without brackets.
    package let host: String
    package let port: UInt32
    package let database: String
    /// The parameters behind the question mark; names in small letters with `-` between words.
    package let parameters: [String: String]

    package init(_ text: String) throws(Mistake) {
        guard let scheme = ["mysql://", "mariadb://"].first(where: text.hasPrefix) else {
            throw Mistake(message: "a MySQL URL begins with mysql://")
        }
        let rest = text.dropFirst(scheme.count)
        let query = rest.firstIndex(of: "?")
        let location = rest[..<(query ?? rest.endIndex)]
        guard let slash = location.firstIndex(of: "/") else {
            throw Mistake(message: "the URL names no database: it looks like mysql://user:password@host:3306/database")
        }
        database = try Self.decoded(location[location.index(after: slash)...], "the name of the database")
        guard !database.isEmpty, !database.contains("/") else {
            throw Mistake(message: "the URL must name one database behind the host")
        }
        let authority = location[..<slash]
        let at = authority.lastIndex(of: "@")
        let credentials = authority[..<(at ?? authority.startIndex)].split(
            separator: ":",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        user = try Self.decoded(credentials.first ?? "", "the user")
        password = try Self.decoded(credentials.count > 1 ? credentials[1] : "", "the password")
        guard !user.isEmpty else { throw Mistake(message: "the URL names no user") }
        (host, port) = try Self.address(authority[(at.map { authority.index(after: $0) } ?? authority.startIndex)...])
        parameters = try Self.parameters(query.map { rest[rest.index(after: $0)...] } ?? "")
    }

    /// Whether the host is this machine itself.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func address(_ text: Substring) throws(Mistake) -> (host: String, port: UInt32) {
        var host = text
        var port: Substring = ""
        if text.hasPrefix("["), let bracket = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<bracket]
            port = text[text.index(after: bracket)...]
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[colon...]
        }
        guard !host.contains(",") else {
            throw Mistake(message: "the URL names more than one host: give the one of a proxy or load balancer")
        }
        let name = try decoded(host, "the host")
        guard !name.isEmpty, !name.contains(where: \.isWhitespace) else {
            throw Mistake(message: "the URL names no host")
        }
        guard !port.isEmpty else { return (name, 3306) }
        guard port.hasPrefix(":"), let number = UInt32(port.dropFirst()), 1...65_535 ~= number else {
            throw Mistake(message: "the port must be a number from 1 to 65535")
        }
        return (name, number)
    }

    private static func parameters(_ query: Substring) throws(Mistake) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decoded(parts[0], "a parameter's name").lowercased().replacing("_", with: "-")
            guard parts.count == 2 else { throw Mistake(message: "the parameter “\(name)” has no value") }
            guard parameters[name] == nil else { throw Mistake(message: "the parameter “\(name)” is there twice") }
            parameters[name] = try decoded(parts[1], "the parameter “\(name)”")
        }
        return parameters
    }

    private static func decoded(_ text: Substring, _ what: String) throws(Mistake) -> String {
        guard let decoded = String(text).removingPercentEncoding, !decoded.utf8.contains(0) else {
            throw Mistake(message: "\(what) in the URL is not percent-encoded as it must be")
        }
        return decoded
    }
}
