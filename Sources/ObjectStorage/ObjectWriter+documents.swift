import RouterCore

extension ObjectWriter {
    /// How often a document is tried while others change it under our hands.
    private static let maximumRounds = 12

    /// Writes a document unless something newer is stored under its key.
    func writeNewest(
        _ object: PlannedObject,
        _ content: Payload,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) {
        let document = storable(object, content, as: object.key)
        let ordering = object.ordering ?? .min
        var stored = versions.version(of: object.key)
        // That something newer was written is known, whether it still is there is not.
        if let known = stored?.ordering, known >= ordering {
            stored = try await store.attributes(of: object.key, until: deadline)
        }
        for _ in 0..<Self.maximumRounds where ContinuousClock.now < deadline {
            if let stored, let known = stored.ordering {
                if known > ordering || known == ordering && stored.eventID == object.eventID { return }
            }
            let condition = stored.map { PutCondition.unchanged(version: $0.version) } ?? .absent
            switch try await store.put(document, if: condition, until: deadline) {
            case .written(let version):
                versions.set(
                    version.map { ObjectAttributes(version: $0, ordering: ordering, eventID: object.eventID) },
                    for: object.key
                )
                return
            case .conditionFailed:
                versions.set(nil, for: object.key)
                stored = try await store.attributes(of: object.key, until: deadline)
            }
        }
        throw contended(until: deadline)
    }

    /// Writes a document that must not overwrite another record's, under its key or the alternative.
    func writeOnce(
        _ object: PlannedObject,
        _ content: Payload,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) {
        if try await claim(object.key, for: object, content, replacesUnknown: false, until: deadline) { return }
        // The alternative is made of the identity: what is there without metadata can only be this record's.
        if let key = object.alternativeKey,
            try await claim(key, for: object, content, replacesUnknown: true, until: deadline)
        {
            return
        }
        throw ObjectStoreFailure(
            .rejected(reason: "other records have both names that the event's object could have"),
            concernsAll: false
        )
    }

    /// Whether the object under `key` is this record's, which is written where there is none.
    private func claim(
        _ key: String,
        for object: PlannedObject,
        _ content: Payload,
        replacesUnknown: Bool,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> Bool {
        let document = storable(object, content, as: key)
        var condition = PutCondition.absent
        for _ in 0..<Self.maximumRounds where ContinuousClock.now < deadline {
            switch try await store.put(document, if: condition, until: deadline) {
            case .written: return true
            case .conditionFailed: break
            }
            guard let stored = try await store.attributes(of: key, until: deadline) else {
                condition = .absent
                continue
            }
            if let id = stored.eventID { return id == object.eventID }
            guard replacesUnknown else { return false }
            condition = .unchanged(version: stored.version)
        }
        throw contended(until: deadline)
    }

    private func contended(until deadline: Instant) -> ObjectStoreFailure {
        let isLate = ContinuousClock.now >= deadline
        let reason = "others keep changing an object while it is being written"
        return ObjectStoreFailure(isLate ? Self.tooSlow : .retry(after: nil, reason: reason), concernsAll: isLate)
    }
}
