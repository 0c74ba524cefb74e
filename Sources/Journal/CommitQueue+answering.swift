internal import RouterCore

extension CommitQueue {
    private struct Group {
        let place: any CompletionPlace
        var answered: [(AppendRequest, SegmentLog.Answer)]
    }

    /// Tells who waits for the requests what a commit answered, in its order at each place.
    static func complete(_ requests: consuming [AppendRequest], with answers: consuming [SegmentLog.Answer]) {
        // By the time that it has been told elsewhere nothing here holds it any more: it is freed where it was made.
        for group in groups(requests, answers) {
            group.place.run {
                for (request, answer) in group.answered { request.completion?(answer) }
            }
        }
    }

    /// What is to be told at each place; where no place is named it is told here and now.
    private static func groups(
        _ requests: consuming [AppendRequest],
        _ answers: consuming [SegmentLog.Answer]
    ) -> [Group] {
        var groups: [Group] = []
        for (request, answer) in zip(requests, answers) {
            guard let completion = request.completion else { continue }
            guard let place = completion.place else {
                completion(answer)
                continue
            }
            if let index = groups.firstIndex(where: { $0.place.id == place.id }) {
                groups[index].answered.append((request, answer))
            } else {
                groups.append(Group(place: place, answered: [(request, answer)]))
            }
        }
        return groups
    }
}
