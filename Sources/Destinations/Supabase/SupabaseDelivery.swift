import RouterCore

/// One batch on its way into a project.
struct SupabaseDelivery {
    /// How often a call that met with another instance is repeated at once.
    private static let calls = 3

    let project: SupabaseProject
    let sweeper: Sweeper
    let batch: Batch
    let parallelism: Int
    let deadline: ContinuousClock.Instant

    /// The outcome of each event.
    func outcomes() async -> [Outcome] {
        var outcomes: [Int: Outcome] = [:]
        var uploaded: Set<String> = []
        var remaining = Array(batch.events.indices)
        // An event whose object is refused leaves; the older version that it stood for may then need one. Each round
        // settles an event at least.
        while !remaining.isEmpty {
            let rows = BatchRows(Batch(remaining.map { batch.events[$0] }))
            let objects = (rows.data + rows.other).filter { !uploaded.contains($0.name) }
            let failures = await upload(objects)
            guard !failures.isEmpty else {
                uploaded.formUnion(objects.map(\.name))
                outcomes.merge(await write(rows, of: remaining, uploaded)) { $1 }
                break
            }
            uploaded.formUnion(objects.filter { failures[$0.event] == nil }.map(\.name))
            let general = failures.values.first { $0.concernsAll }?.outcome
            for (position, index) in remaining.enumerated() {
                if let outcome = failures[position]?.outcome ?? general { outcomes[index] = outcome }
            }
            remaining = remaining.filter { outcomes[$0] == nil }
        }
        return batch.events.indices.map { outcomes[$0] ?? .retry(after: nil, reason: "the event was not sent") }
    }

    /// Uploads side by side; the failures by the position of the event. After one that any other object would meet
    /// with, nothing more is begun.
    private func upload(_ objects: [PayloadObject]) async -> [Int: SupabaseProject.Failure] {
        var failures: [Int: SupabaseProject.Failure] = [:]
        var rest = objects[...]
        var isStopped = false
        await withTaskGroup(of: (event: Int, failure: SupabaseProject.Failure?).self) { group in
            func startNext() {
                guard !isStopped, let object = rest.popFirst() else { return }
                group.addTask { (object.event, await self.failure(of: object)) }
            }
            for _ in 0..<parallelism { startNext() }
            while let (event, failure) = await group.next() {
                if let failure {
                    failures[event] = failure
                    isStopped = isStopped || failure.concernsAll
                }
                startNext()
            }
        }
        return failures
    }

    private func failure(of object: PayloadObject) async -> SupabaseProject.Failure? {
        do throws(SupabaseProject.Failure) {
            try await project.upload(object, until: deadline)
            return nil
        } catch {
            return error
        }
    }

    /// Writes the rows of some events, and takes them apart where something in them is refused. Of a part another
    /// version may be the newest, whose object is not among those that are there.
    private func write(_ rows: BatchRows, of indices: [Int], _ uploaded: Set<String>) async -> [Int: Outcome] {
        let failures = await upload((rows.data + rows.other).filter { !uploaded.contains($0.name) })
        var outcome = failures.values.first?.outcome
        if outcome == nil { outcome = await call(rows) }
        guard case .rejected = outcome, indices.count > 1 else {
            let outcome = outcome ?? .retry(after: nil, reason: "the rows were not sent")
            return Dictionary(uniqueKeysWithValues: indices.map { ($0, outcome) })
        }
        let middle = indices.count / 2
        var outcomes: [Int: Outcome] = [:]
        for half in [Array(indices[..<middle]), Array(indices[middle...])] {
            let part = BatchRows(Batch(half.map { batch.events[$0] }))
            outcomes.merge(await write(part, of: half, uploaded)) { $1 }
        }
        return outcomes
    }

    private func call(_ rows: BatchRows) async -> Outcome {
        let removed = await sweeper.takeRemoved()
        let arguments = WriteArguments(rows, removed: removed)
        var outcome = Outcome.retry(after: nil, reason: "the rows were not sent")
        for _ in 0..<Self.calls {
            do throws(SupabaseProject.Failure) {
                let written = try await project.write(arguments, until: deadline)
                await sweeper.sweep(written.superseded)
                return .delivered
            } catch {
                outcome = error.outcome
                guard error.isTransient else { return outcome }
            }
        }
        return outcome
    }
}
