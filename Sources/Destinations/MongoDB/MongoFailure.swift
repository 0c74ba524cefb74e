/// What a server or libmongoc said when something went wrong, without anything that quotes a document.
package struct MongoFailure: Error, Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        /// A server's answer; `code` is one of MongoDB's.
        case server
        /// A write concern that was not fulfilled: written, but not yet safe.
        case writeConcern
        /// Who we say we are was not believed, or could not be asked.
        case authentication
        /// No server answered, or not in time.
        case network
        /// libmongoc refused to send something.
        case client
    }

    package let origin: Origin
    package let code: Int64
    package let message: String
    /// Milliseconds to wait, where the server named them.
    package let retryAfter: Int64?

    /// `message` is what was said; it is cut where MongoDB begins to quote a document.
    package init(_ origin: Origin, code: Int64, message: String) {
        self.origin = origin
        self.code = code
        retryAfter = Self.retryAfter(in: message)
        let end = message.firstIndex(of: "{") ?? message.endIndex
        let text = message[..<end].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        self.message = text.isEmpty ? "no reason given" : String(text.prefix(500))
    }

    /// One line for a log, an outcome or a person.
    package var reason: String {
        switch origin {
        case .server: "\(message) (code \(code))"
        case .writeConcern: "written, but not yet as safe as the write concern asks: \(message) (code \(code))"
        case .authentication: "cannot log in: \(message)"
        case .network, .client: message
        }
    }

    /// As `reason`, with what to do where the error tells.
    package var advice: String {
        switch (origin, code) {
        case (.server, 13): reason + "; give the user the role readWrite on the database"
        case (.network, _) where saysCertificate:
            reason + "; name the authority of the server's certificate with tlsCAFile, or with 'ca' under 'tls'"
        case (.server, 20): reason + "; add retryWrites=false to the URL where the server is no replica set"
        default: reason
        }
    }

    /// Whether it is about a certificate, which stays as it is.
    package var saysCertificate: Bool { message.lowercased().contains("certificate verify failed") }

    /// Azure Cosmos DB says `RetryAfterMs=34` where it is asked for too much.
    private static func retryAfter(in message: String) -> Int64? {
        guard let name = message.firstRange(of: "RetryAfterMs=") else { return nil }
        return Int64(message[name.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }
}
