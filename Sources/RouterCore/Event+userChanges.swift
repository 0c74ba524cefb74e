import JSONScanner

extension Event {
    /// What the event says of its user, and of the user that it replaces; empty if it names none.
    package func userChanges() -> [UserChange] {
        guard let userID else { return [] }
        return withTrustedJSON(payload) { root in
            var user: JSONValue?
            var newUser: JSONValue?
            var oldUser: JSONValue?
            var status: JSONValue?
            for (key, value) in root.members {
                switch key {
                case "user": user = value.nonNull
                case "new_user": newUser = value.nonNull
                case "old_user": oldUser = value.nonNull
                case "status": status = value
                default: break
                }
            }
            let current = profile(userID: userID, referenceID: referenceID, provider: provider, user ?? newUser)
            var changes = [UserChange(profile: current, state: userState(status: status?.string))]
            if type == "user_reauth", let oldUser, let oldID = oldUser["user_id"]?.storableString, oldID != userID,
                !oldID.isEmpty
            {
                let old = profile(
                    userID: oldID,
                    referenceID: oldUser["reference_id"]?.storableString,
                    provider: oldUser["provider"]?.storableString,
                    oldUser
                )
                changes.append(UserChange(profile: old, state: .replaced, replacedBy: userID))
            }
            return changes
        }
    }

    private func userState(status: String?) -> UserState? {
        switch type {
        case "auth": status == "success" ? .active : nil
        case "user_reauth": .active
        case "deauth": .deauthenticated
        case "access_revoked": .accessRevoked
        case "connection_error": .connectionError
        default: nil
        }
    }

    private func profile(
        userID: String,
        referenceID: String?,
        provider: String?,
        _ user: JSONValue?
    ) -> UserProfile {
        let createdAt = user?["created_at"]?.storableString
        return UserProfile(
            userID: userID,
            referenceID: referenceID,
            provider: provider,
            createdAt: createdAt.flatMap { SampleTime(parsing: $0) },
            createdAtText: createdAt,
            scopes: user?["scopes"]?.storableString,
            active: user?["active"]?.bool
        )
    }
}
