internal import Crypto
internal import JSONScanner
internal import RouterCore

/// Understands the answers of Terra's data endpoints (its reference, HTTP requests and large requests).
package struct AnswerReader {
    /// What an error of Terra's own may say in a message of ours, characters.
    private static let maxDetail = 200

    private let userID: String
    private let type: String
    private let days: Int
    private let backfill: String
    private let askedAt: Int64

    /// What was asked for, of how many days, and when (unix milliseconds, see `Freshness`); `backfill` goes into the
    /// identities of events.
    package init(userID: String, type: String, days: Int, backfill: String, askedAt: Int64) {
        self.userID = userID
        self.type = type
        self.days = days
        self.backfill = backfill
        self.askedAt = askedAt
    }

    /// Reads the body of a 2xx.
    package func read(_ body: [UInt8]) -> HistoryAnswer {
        do {
            return try withJSON(body[...]) { root in
                guard root.kind == .object else { return .transient("the answer is no JSON object") }
                if let wait = root["retry_after_seconds"] ?? root["retry_after"], root["data"] == nil {
                    return .processing(retryAfter: Self.milliseconds(wait))
                }
                if let data = root["data"], data.kind == .array { return try events(of: root, data, body[...]) }
                if let reference = root["reference"]?.string, !reference.isEmpty {
                    let isAnnounced = root["type"]?.string?.hasPrefix("large_request") ?? false
                    let isLong = days > BackfillJob.longestImmediateRequest
                    return .throughWebhook(reference: reference, isLarge: isAnnounced || isLong)
                }
                let status = root["status"]?.string ?? root["message"]?.string ?? ""
                if status == "processing" || root["type"]?.string == "processing" {
                    return .processing(retryAfter: nil)
                }
                if status.lowercased().contains("not available") {
                    return .refused("the provider has no history of this type: \(Self.printable(status))")
                }
                return .transient("the answer holds neither data nor a reference: \(Self.printable(status))")
            }
        } catch let error as JSONSyntaxError {
            return .transient("the answer is no JSON: \(error.message) at byte \(error.offset)")
        } catch let error as EnvelopeError {
            return .refused("the answer is no event: \(error)")
        } catch {
            return .transient("\(error)")
        }
    }

    /// `detail` of problem+json, or the older `message`.
    static func detail(of body: [UInt8]) -> String {
        let text = try? withJSON(body[...]) { root in
            root["detail"]?.string ?? root["message"]?.string ?? root["title"]?.string
        }
        return (text ?? nil).map { printable($0) } ?? "no reason given"
    }

    private static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.value >= 0x20 && $0.value != 0x7f ? Character($0) : " " }
        return String(scalars.prefix(maxDetail))
    }

    private static func milliseconds(_ value: JSONValue) -> Int64? {
        value.double.map { Int64(min(max($0, 0), 86_400) * 1000) }
    }
}

// MARK: - Immediate data

extension AnswerReader {
    private func events(
        of root: JSONValue,
        _ data: JSONValue,
        _ body: ArraySlice<UInt8>
    ) throws -> HistoryAnswer {
        guard data.elements.contains(where: { _ in true }) else { return .events([]) }
        let user = root["user"]?["user_id"]?.string
        guard user == userID else { return .refused("the answer names another user than was asked for") }
        let payload = root["type"] == nil ? withType(root.slice(of: body)) : root.slice(of: body)
        let envelope = try withTrustedJSON(payload) { (root) throws(EnvelopeError) in try Envelope(root) }
        let event = Event(
            id: "",
            type: envelope.type,
            userID: envelope.userID,
            referenceID: envelope.referenceID,
            provider: envelope.provider,
            reference: nil,
            receivedAt: askedAt,
            ordering: askedAt,
            destinations: [],
            payload: payload
        )
        return .events(split(event))
    }

    /// One event a record: each gets an ordering of its own, and is a version of what was pushed for its day.
    private func split(_ event: Event) -> [FetchedEvent] {
        let (records, readings) = event.contents()
        var newest: [Int: SampleTime] = [:]
        for (index, reading) in readings {
            let known = newest[index]?.localMicroseconds ?? .min
            if reading.time.localMicroseconds > known { newest[index] = reading.time }
        }
        let freshness = Freshness(askedAt: askedAt)
        return records.indices.map { index in
            let record = records[index]
            return FetchedEvent(
                payload: record.document,
                identity: identity(of: record.item ?? record.document),
                ordering: freshness.ordering(
                    hasGlucose: record.item.map(Self.hasGlucose) ?? false,
                    newest: newest[index],
                    start: record.startTime.flatMap { SampleTime(parsing: $0) },
                    end: record.endTime.flatMap { SampleTime(parsing: $0) }
                )
            )
        }
    }

    private static func hasGlucose(_ item: Payload) -> Bool {
        withTrustedJSON(item) { $0["glucose_data"]?.kind == .object }
    }

    /// The answer with the type that was asked for, where it does not say it itself.
    private func withType(_ object: Payload) -> Payload {
        let isEmpty = !object.dropFirst().contains { $0 == UInt8(ascii: "\"") }
        let name = Array("{\"type\":\"\(type)\"\(isEmpty ? "" : ",")".utf8)
        return (name + object.dropFirst())[...]
    }

    private func identity(of item: Payload) -> String {
        var hash = SHA256()
        for text in [userID, type] {
            hash.update(data: Array(text.utf8))
            hash.update(data: [0])
        }
        item.withUnsafeBytes { hash.update(bufferPointer: $0) }
        let digest = hash.finalize().prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return "backfill-\(backfill)-\(digest.joined())"
    }
}
