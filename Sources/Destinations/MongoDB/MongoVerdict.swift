/// What a failure means; the table is in `MongoDBDestination`'s header.
package enum MongoVerdict: Hashable, Sendable {
    /// May go well later.
    case retry
    /// Somebody must act.
    case pause
    /// The document is refused.
    case reject
    /// The `_id` is taken: there is a version that is not older, or one came in between.
    case taken

    package init(_ failure: MongoFailure) {
        switch failure.origin {
        case .server: self = Self.byCode(failure)
        case .writeConcern: self = failure.code == 100 ? .pause : .retry
        case .authentication: self = Self.saysNetwork(failure.message) ? .retry : .pause
        case .network: self = failure.saysCertificate || Self.saysAuthentication(failure.message) ? .pause : .retry
        case .client: self = .retry
        }
    }

    /// By MongoDB's codes (`error_codes.yml`); what is not known is `retry`.
    private static func byCode(_ failure: MongoFailure) -> MongoVerdict {
        switch failure.code {
        // Of `_id`; another unique index of the owner's refuses the document.
        case 11000, 11001, 12582: isOfID(failure.message) ? .taken : .reject
        // BadValue, FailedToParse, TypeMismatch, Overflow, InvalidBSON, names, an immutable field.
        case 2, 9, 14, 15, 22, 52, 55, 56, 57, 66: .reject
        // DocumentValidationFailure; too large; keys of indexes.
        case 121, 10334, 17419, 17420, 17280, 16755, 16756, 171, 10003: .reject
        // Unauthorized, UserNotFound, AuthenticationFailed, Atlas's "bad auth" and "not allowed".
        case 11, 13, 18, 8000: .pause
        // IllegalOperation, CommandNotFound, InvalidOptions, InvalidNamespace, views, names that differ in case.
        case 20, 59, 72, 73, 166, 167, 13297: .pause
        // ShardKeyNotFound: the collection is distributed by something that the documents do not have.
        case 61: .pause
        default: .retry
        }
    }

    /// Servers name the index: `… index: _id_ dup key: …`.
    private static func isOfID(_ message: String) -> Bool {
        guard let index = message.firstRange(of: "index: ") else { return message.contains("_id") }
        return message[index.upperBound...].hasPrefix("_id")
    }

    /// libmongoc calls whatever interrupts a login a failed login.
    private static func saysNetwork(_ message: String) -> Bool {
        let message = message.lowercased()
        return ["socket error", "timeout", "timed out", "failed to send", "failed to read", "not primary", "shutdown"]
            .contains { message.contains($0) }
    }

    private static func saysAuthentication(_ message: String) -> Bool {
        message.contains("Authentication failed") || message.contains("bad auth")
    }
}
