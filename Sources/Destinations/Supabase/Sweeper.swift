/// Deletes objects that newer versions have replaced, beside deliveries and one request at a time. What is not deleted
/// stays noted in the database and is named again.
actor Sweeper {
    /// What was deleted and not yet told to the database, at most.
    private static let capacity = 4 * SupabaseSchema.supersededAtOnce

    private let project: SupabaseProject
    private let timeout: Duration
    private var removed: [String] = []
    private var running: Task<Void, Never>?

    init(_ project: SupabaseProject, timeout: Duration) {
        self.project = project
        self.timeout = timeout
    }

    /// Starts deleting, unless something still is being deleted.
    func sweep(_ names: [String]) {
        guard running == nil, removed.count < Self.capacity else { return }
        let known = Set(removed)
        let names = names.filter { !known.contains($0) }
        guard !names.isEmpty else { return }
        running = Task { [project, timeout] in
            let isRemoved = (try? await project.remove(names, until: .now + timeout)) != nil
            self.end(names, isRemoved: isRemoved)
        }
    }

    /// What has been deleted since the last call: the database need not name it again.
    func takeRemoved() -> [String] {
        defer { removed = [] }
        return removed
    }

    /// Waits for what is under way.
    func finish() async {
        await running?.value
    }

    private func end(_ names: [String], isRemoved: Bool) {
        running = nil
        if isRemoved { removed += names }
    }
}
