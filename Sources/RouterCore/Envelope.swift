import JSONScanner

/// What routing and keys need to know of an event: its type and its user.
package struct Envelope: Sendable, Hashable {
    /// The longest `type` taken, in bytes of UTF-8.
    package static let maxTypeLength = 128
    /// The longest `user_id`, `reference_id` and `provider` taken, in bytes of UTF-8.
    package static let maxAttributeLength = 512

    /// `type`, never empty.
    package let type: String
    /// `user.user_id`, else `new_user.user_id` (user_reauth), else top-level `user_id` (s3_payload); never empty.
    package let userID: String?
    /// `reference_id` from where `userID` is looked for, in the same order.
    package let referenceID: String?
    /// `user.provider`, else `new_user.provider`.
    package let provider: String?

    /// Reads the envelope of an event; every attribute must be absent, null or a string that can be stored.
    package init(_ root: JSONValue) throws(EnvelopeError) {
        var content = EventContent()
        try self.init(root, &content)
    }

    /// Reads the envelope, and notes where the records lie: a second look for them would cost as much again.
    package init(_ root: JSONValue, _ content: inout EventContent) throws(EnvelopeError) {
        guard root.kind == .object else {
            let found = root.kind.nameWithArticle
            throw EnvelopeError(pointer: "", message: "an event must be an object, found \(found)")
        }
        var members = TopLevel()
        for (key, value) in root.members {
            switch key {
            case "type": members.type = value
            case "user": members.user = value.nonNull
            case "new_user": members.newUser = value.nonNull
            case "user_id": members.userID = value
            case "reference_id": members.referenceID = value
            case "data": content.data = value
            case "timestamp": content.timestamp = value
            default: break
            }
        }
        guard let typeValue = members.type else { throw EnvelopeError(pointer: "/type", message: "missing") }
        guard typeValue.kind == .string else {
            throw EnvelopeError(pointer: "/type", message: "must be a string, found \(typeValue.kind.nameWithArticle)")
        }
        guard let type = try Self.attribute(typeValue, at: "/type", maxLength: Self.maxTypeLength) else {
            throw EnvelopeError(pointer: "/type", message: "must not be empty")
        }
        let user = try Self.userAttributes(members)
        self.type = type
        provider = user.provider
        if let userID = user.userID {
            self.userID = userID
        } else {
            userID = try Self.attribute(members.userID, at: "/user_id")
        }
        if let referenceID = user.referenceID {
            self.referenceID = referenceID
        } else {
            referenceID = try Self.attribute(members.referenceID, at: "/reference_id")
        }
    }

    /// The values of the members that matter; of a key that is there twice, the last.
    private struct TopLevel {
        var type: JSONValue?
        var user: JSONValue?
        var newUser: JSONValue?
        var userID: JSONValue?
        var referenceID: JSONValue?
    }

    private static func userAttributes(
        _ members: TopLevel
    ) throws(EnvelopeError) -> (userID: String?, referenceID: String?, provider: String?) {
        let pointer = members.user == nil ? "/new_user" : "/user"
        guard let user = members.user ?? members.newUser else { return (nil, nil, nil) }
        guard user.kind == .object else {
            throw EnvelopeError(pointer: pointer, message: "must be an object, found \(user.kind.nameWithArticle)")
        }
        var userID: JSONValue?
        var referenceID: JSONValue?
        var provider: JSONValue?
        for (key, value) in user.members {
            switch key {
            case "user_id": userID = value
            case "reference_id": referenceID = value
            case "provider": provider = value
            default: break
            }
        }
        return (
            try attribute(userID, at: "\(pointer)/user_id"),
            try attribute(referenceID, at: "\(pointer)/reference_id"),
            try attribute(provider, at: "\(pointer)/provider")
        )
    }

    /// The string there; nil if it is absent, null or empty.
    private static func attribute(
        _ value: JSONValue?,
        at pointer: @autoclosure () -> String,
        maxLength: Int = maxAttributeLength
    ) throws(EnvelopeError) -> String? {
        guard let value = value?.nonNull else { return nil }
        guard let string = value.string else {
            let found = value.kind.nameWithArticle
            throw EnvelopeError(pointer: pointer(), message: "must be a string, found \(found)")
        }
        guard string.utf8.count <= maxLength else {
            throw EnvelopeError(pointer: pointer(), message: "must not be longer than \(maxLength) bytes")
        }
        guard !value.isUnstorableString else {
            throw EnvelopeError(
                pointer: pointer(),
                message: "must not hold the character U+0000 or half of a surrogate pair"
            )
        }
        return string.isEmpty ? nil : string
    }
}
