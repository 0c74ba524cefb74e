import Foundation
import HTTPDestinations
import HTTPTransport
import JSONScanner
import JSONWriter
import RouterCore

/// The two services of a project that the destination speaks to: the Data API (PostgREST) and Storage.
struct SupabaseProject: Sendable {
    /// Why a request did not do what it was for.
    struct Failure: Error, Sendable, Hashable {
        let outcome: Outcome
        let concernsAll: Bool
        /// Whether the same at once may go well.
        var isTransient = false
    }

    /// What `distributary_write` answered.
    struct Written: Sendable, Hashable {
        let version: Int64
        /// Objects that newer versions have replaced.
        let superseded: [String]
    }

    private static let keptResponseBytes = 8 << 10
    /// For a thousand names of objects.
    private static let largestAnswer = 1 << 20

    let configuration: SupabaseConfiguration
    let http: HTTPClient

    init(_ configuration: SupabaseConfiguration, http: HTTPClient) {
        self.configuration = configuration
        self.http = http
    }

    /// Calls `distributary_write`.
    func write(_ arguments: WriteArguments, until deadline: ContinuousClock.Instant) async throws(Failure) -> Written {
        let response = try await send(
            .post,
            "/rest/v1/rpc/distributary_write",
            headers: [
                HTTPField("Content-Type", "application/json"), HTTPField("Content-Profile", configuration.schema),
            ],
            body: arguments.json[...],
            limit: .require(Self.largestAnswer),
            until: deadline
        )
        guard response.status == 200 else { throw failure(response, .database) }
        let written = try? withJSON(response.body[...]) { root in
            Written(
                version: root["version"]?.integer ?? 0,
                superseded: root["superseded"]?.elements.compactMap { $0.string } ?? []
            )
        }
        guard let written else {
            throw Failure(
                outcome: .retry(after: nil, reason: "the Data API answered 200 without JSON: check 'url'"),
                concernsAll: true
            )
        }
        return written
    }

    /// Puts an object into the bucket, in place of one of the same name.
    func upload(_ object: PayloadObject, until deadline: ContinuousClock.Instant) async throws(Failure) {
        let response = try await send(
            .post,
            "/storage/v1/object/\(configuration.bucket)/\(object.name)",
            headers: [HTTPField("Content-Type", "application/json"), HTTPField("x-upsert", "true")],
            body: object.content,
            until: deadline
        )
        guard !(200..<300).contains(response.status) else { return }
        let failure = failure(response, .storage)
        if failure.outcome != .delivered { throw failure }
    }

    /// Deletes objects; those that are not there are no mistake.
    func remove(_ names: [String], until deadline: ContinuousClock.Instant) async throws(Failure) {
        var body = JSONText(capacity: names.count * 64)
        body.raw("{\"prefixes\":[")
        for (index, name) in names.enumerated() {
            if index > 0 { body.raw(",") }
            body.string(name)
        }
        body.raw("]}")
        let response = try await send(
            .delete,
            "/storage/v1/object/\(configuration.bucket)",
            headers: [HTTPField("Content-Type", "application/json")],
            body: body.bytes[...],
            until: deadline
        )
        if response.status != 200 { throw failure(response, .storage) }
    }

    /// Whether the bucket is there.
    func hasBucket(until deadline: ContinuousClock.Instant) async throws(Failure) -> Bool {
        let response = try await send(.get, "/storage/v1/bucket/\(configuration.bucket)", until: deadline)
        if response.status == 200 { return true }
        let refusal = Refusal(response, from: .storage)
        let isMissing =
            ["NoSuchBucket", "Bucket not found"].contains(refusal.code) || refusal.mentions("bucket not found")
        if isMissing { return false }
        throw failure(response, .storage)
    }

    /// Creates the bucket, closed to the public.
    func createBucket(until deadline: ContinuousClock.Instant) async throws(Failure) {
        var body = JSONText(capacity: 128)
        body.raw("{\"id\":")
        body.string(configuration.bucket)
        body.raw(",\"name\":")
        body.string(configuration.bucket)
        body.raw(",\"public\":false}")
        let response = try await send(
            .post,
            "/storage/v1/bucket",
            headers: [HTTPField("Content-Type", "application/json")],
            body: body.bytes[...],
            until: deadline
        )
        guard response.status != 200 else { return }
        let failure = failure(response, .storage)
        if failure.outcome != .delivered { throw failure }
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        headers: [HTTPField] = [],
        body: ArraySlice<UInt8> = [],
        limit: HTTPRequest.ResponseLimit = .keep(keptResponseBytes),
        until deadline: ContinuousClock.Instant
    ) async throws(Failure) -> HTTPResponse {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else {
            throw Failure(outcome: .retry(after: nil, reason: "the time for the attempt was over"), concernsAll: true)
        }
        // Keys of the old form are tokens, those of the new one are taken as such where both headers say the same.
        let authorization = [
            HTTPField("apikey", configuration.key), HTTPField("Authorization", "Bearer \(configuration.key)"),
        ]
        do throws(HTTPFailure) {
            let base =
                configuration.url.text.hasSuffix("/")
                ? String(configuration.url.text.dropLast()) : configuration.url.text
            return try await http.send(
                HTTPRequest(
                    method,
                    try HTTPURL(base + path),
                    headers: headers + authorization,
                    body: body.isEmpty ? [] : [body],
                    timeout: left,
                    responseLimit: limit
                )
            )
        } catch {
            throw Failure(outcome: error.outcome, concernsAll: error.concernsAll)
        }
    }

    private func failure(_ response: HTTPResponse, _ source: Refusal.Source) -> Failure {
        let verdict = SupabaseVerdict(
            Refusal(response, from: source),
            schema: configuration.schema,
            bucket: configuration.bucket
        )
        let now = Int64(Date().timeIntervalSince1970)
        let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) }
        return Failure(
            outcome: verdict.outcome(after: wait),
            concernsAll: verdict.concernsAll,
            isTransient: verdict.meaning == .again
        )
    }
}
