internal import RouterCore

extension CommitQueue {
    /// Completes what a commit answered, in its order at each place.
    static func complete(_ items: [Item], with answers: [SegmentLog.Answer]) {
        var groups: [(place: any CompletionPlace, answered: [(AppendCompletion, SegmentLog.Answer)])] = []
        for (item, answer) in zip(items, answers) {
            guard let place = item.completion.place else {
                item.completion(answer)
                continue
            }
            if let index = groups.firstIndex(where: { $0.place.id == place.id }) {
                groups[index].answered.append((item.completion, answer))
            } else {
                groups.append((place, [(item.completion, answer)]))
            }
        }
        for (place, answered) in groups {
            place.run {
                for (completion, answer) in answered { completion(answer) }
            }
        }
    }
}
