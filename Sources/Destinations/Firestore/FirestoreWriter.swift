import Foundation
import GoogleCredentials
import HTTPTransport
import ObjectStorage
import RouterCore

/// Writes batches into a database. The first attempt goes by what this process wrote last, and takes what it does not
/// know for absent: each write has a condition that finds out. Only where that does not hold is the version read that is
/// there, and what is newer written on the condition that it still is.
struct FirestoreWriter: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// How often a document is tried while others change it under our hands.
    private static let maximumRounds = 12
    private static let pause: Duration = .milliseconds(5)
    /// How many versions are remembered: about 10 MB.
    private static let cachedVersions = 32_768

    let api: GoogleAPIClient
    let configuration: FirestoreConfiguration
    private let requests: FirestoreRequests
    private let lastWritten = VersionCache(capacity: FirestoreWriter.cachedVersions)

    init(api: GoogleAPIClient, configuration: FirestoreConfiguration) {
        self.api = api
        self.configuration = configuration
        requests = FirestoreRequests(configuration)
    }

    /// Writes what a batch calls for. What is not begun by `deadline`, or after a failure that any other request would
    /// meet with too, is not begun.
    func write(_ batch: Batch, until deadline: Instant) async -> Outcomes {
        var settlement = BatchSettlement(count: batch.events.count)
        var groups = DocumentGroups(batch, configuration.paths)
        while let group = groups.next() {
            for document in group where document.size > FirestoreDocument.maximumSize {
                settlement.fail(document.events, Self.tooLarge(document).outcome)
            }
            let fitting = group.filter { $0.size <= FirestoreDocument.maximumSize }
            if let failure = await write(fitting, &settlement, until: deadline) {
                settlement.fail(groups.remainingEvents, failure.outcome)
                break
            }
        }
        return settlement.outcomes
    }

    /// The versions of documents by their paths; what has no document is not there.
    func versions(
        of paths: [String],
        until deadline: Instant
    ) async throws(FirestoreFailure) -> [String: StoredDocument] {
        let request = try prepared { () throws(HTTPFailure) in try requests.versions(of: paths) }
        let response = try await send(request, isWrite: false, until: deadline)
        guard let documents = StoredDocument.read(response.body) else {
            throw .retry("what Firestore answered to a read is not understood")
        }
        var versions: [String: StoredDocument] = [:]
        for path in paths {
            guard let document = documents[requests.name(path)] else {
                throw .retry("Firestore did not answer for every document that was asked for")
            }
            versions[path] = document
        }
        return versions
    }

    /// Writes documents that fit into one request; a request that is refused is taken apart until the document that is
    /// refused stands alone. Returns a failure that concerns all other requests too.
    private func write(
        _ group: [FirestoreDocument],
        _ settlement: inout BatchSettlement,
        until deadline: Instant
    ) async -> FirestoreFailure? {
        var pending = group
        for round in 0..<Self.maximumRounds where !pending.isEmpty {
            if round > 0 { try? await Task.sleep(for: Self.pause * round) }
            do throws(FirestoreFailure) {
                guard ContinuousClock.now < deadline else { throw FirestoreFailure.tooSlow }
                pending = try await attempt(pending, isFirst: round == 0, &settlement, until: deadline)
            } catch {
                guard error.isRejection, pending.count > 1 else {
                    settlement.fail(pending.flatMap(\.events), error.outcome)
                    return error.concernsAll ? error : nil
                }
                let middle = pending.count / 2
                let first = await write(Array(pending[..<middle]), &settlement, until: deadline)
                let second = await write(Array(pending[middle...]), &settlement, until: deadline)
                return first ?? second
            }
        }
        let reason = "others keep changing a document while it is being written"
        settlement.fail(pending.flatMap(\.events), .retry(after: nil, reason: reason))
        return nil
    }

    /// Writes once; returns what is to be looked at again. Throws where a request as a whole failed.
    private func attempt(
        _ documents: [FirestoreDocument],
        isFirst: Bool,
        _ settlement: inout BatchSettlement,
        until deadline: Instant
    ) async throws(FirestoreFailure) -> [FirestoreDocument] {
        let stored = try await stored(documents, isFirst: isFirst, until: deadline)
        var claimed: Set<String> = []
        var writes: [PlannedRequest] = []
        var again: [FirestoreDocument] = []
        for document in documents {
            switch PlannedWrite(document, claimed: claimed, stored: { stored[$0] }) {
            case .nothing: continue
            case .wait: again.append(document)
            case .write(let path, let condition):
                claimed.insert(path)
                writes.append(PlannedRequest(document: document, path: path, condition: condition))
            }
        }
        guard !writes.isEmpty else { return again }
        for (write, status) in zip(writes, try await send(writes, until: deadline)) {
            remember(write, status)
            switch status.code {
            case .good: continue
            case .failedPrecondition, .alreadyExists, .notFound, .aborted: again.append(write.document)
            default: settlement.fail(write.document.events, FirestoreFailure(status, configuration).outcome)
            }
        }
        return again
    }

    /// What is there, or on the first attempt may be, by paths. That something newer was written is known, whether it
    /// still is there is not: that is read.
    private func stored(
        _ documents: [FirestoreDocument],
        isFirst: Bool,
        until deadline: Instant
    ) async throws(FirestoreFailure) -> [String: StoredDocument] {
        var known: [String: StoredDocument] = [:]
        var unknown: Set<String> = []
        for document in documents {
            for path in [document.path, document.alternativePath].compactMap(\.self) {
                guard isFirst else {
                    unknown.insert(path)
                    continue
                }
                guard let last = lastWritten.version(of: path) else { continue }
                known[path] = StoredDocument(updateTime: last.version, ordering: last.ordering, identity: last.eventID)
                if last.ordering ?? .max >= document.ordering { unknown.insert(path) }
            }
        }
        guard !unknown.isEmpty else { return known }
        for path in unknown { known[path] = nil }
        return known.merging(try await versions(of: Array(unknown), until: deadline)) { $1 }
    }

    private func remember(_ write: PlannedRequest, _ status: WriteStatus) {
        let version = status.updateTime.map { time in
            ObjectAttributes(version: time, ordering: write.document.ordering, eventID: write.document.identity)
        }
        lastWritten.set(status.code == .good ? version : nil, for: write.path)
    }

    private func send(
        _ writes: [PlannedRequest],
        until deadline: Instant
    ) async throws(FirestoreFailure) -> [WriteStatus] {
        let request = try prepared { () throws(HTTPFailure) in try requests.write(writes) }
        let response = try await send(request, isWrite: true, until: deadline)
        guard let statuses = WriteStatus.read(response.body), statuses.count == writes.count else {
            throw .retry("Firestore did not answer for every document that was sent")
        }
        return statuses
    }

    private func send(
        _ request: HTTPRequest,
        isWrite: Bool,
        until deadline: Instant
    ) async throws(FirestoreFailure) -> HTTPResponse {
        let response: HTTPResponse
        do throws(GoogleAPIClient.Failure) {
            response = try await api.send(request, until: deadline)
        } catch {
            throw FirestoreFailure(error)
        }
        guard response.status == 200 else {
            let now = Int64(Date().timeIntervalSince1970)
            throw FirestoreFailure(response, isWrite: isWrite, configuration, now: now)
        }
        return response
    }

    private func prepared(_ make: () throws(HTTPFailure) -> HTTPRequest) throws(FirestoreFailure) -> HTTPRequest {
        do throws(HTTPFailure) {
            return try make()
        } catch {
            throw FirestoreFailure(.transport(error))
        }
    }

    private static func tooLarge(_ document: FirestoreDocument) -> FirestoreFailure {
        .rejected(
            """
            the document would have \(document.size) bytes, and Firestore takes \(FirestoreDocument.maximumSize); send \
            such events to another destination as well
            """
        )
    }
}
