import Foundation
import GoogleCredentials
import HTTPTransport
import ObjectStorage
import RouterCore

/// Writes batches into a database: the versions that are there are read, and what is newer is written on the condition
/// that they still are. Where one was changed in between, only that is looked at again.
struct FirestoreWriter: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// How often a document is tried while others change it under our hands.
    private static let maximumRounds = 12
    private static let pause: Duration = .milliseconds(5)

    let api: GoogleAPIClient
    let configuration: FirestoreConfiguration
    private let requests: FirestoreRequests

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
                pending = try await self.round(pending, &settlement, until: deadline)
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

    /// Reads and writes once; returns what is to be looked at again. Throws where a request as a whole failed.
    private func round(
        _ documents: [FirestoreDocument],
        _ settlement: inout BatchSettlement,
        until deadline: Instant
    ) async throws(FirestoreFailure) -> [FirestoreDocument] {
        let paths = documents.flatMap { [$0.path] + [$0.alternativePath].compactMap(\.self) }
        let stored = try await versions(of: Array(Set(paths)), until: deadline)
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
            switch status.code {
            case .good: continue
            case .failedPrecondition, .alreadyExists, .notFound, .aborted: again.append(write.document)
            default: settlement.fail(write.document.events, FirestoreFailure(status, configuration).outcome)
            }
        }
        return again
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
