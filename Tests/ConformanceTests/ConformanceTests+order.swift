import RouterCore
import TestSupport
import Testing

extension ConformanceTests {
    /// Four versions of a day, the second and third of equal ordering, each with readings of its own correction, and not
    /// each with more readings than the one before.
    private func versions(_ factory: EventFactory, user: String) -> [SampleEvent] {
        let orderings: [Int64] = [1, 2, 2, 3]
        let counts = [20, 12, 16, 8]
        return zip(orderings, counts).enumerated().map { index, version in
            let day = SampleDay(user: user, readings: version.1, correction: index)
            return factory.day(day, ordering: EventFactory.start + version.0)
        }
    }

    @Test(arguments: SubjectKind.withoutFaults)
    func theNewestVersionStaysInEveryOrderOfArrival(_ kind: SubjectKind) async throws {
        try await conformance(kind) { rig in
            var arrived: [SampleEvent] = []
            try await rig.withDestination { destination in
                for (index, order) in permutations(of: [0, 1, 2, 3]).enumerated() {
                    let all = versions(rig.factory, user: "user-\(index)")
                    for version in order {
                        #expect(await destination.deliver(Batch([all[version].event]))[0] == .delivered)
                        arrived.append(all[version])
                    }
                }
            }
            try await rig.expectStored(arrived)
        }
    }

    @Test(arguments: SubjectKind.withoutFaults)
    func theNewestVersionStaysInEveryOrderWithinABatch(_ kind: SubjectKind) async throws {
        try await conformance(kind) { rig in
            let arrived = permutations(of: [0, 1, 2, 3]).enumerated().flatMap { index, order in
                let all = versions(rig.factory, user: "user-\(index)")
                return order.map { all[$0] }
            }
            try await rig.withDestination { destination in
                let outcomes = await destination.deliver(Batch(arrived.map(\.event)))
                for index in arrived.indices { #expect(outcomes[index] == .delivered) }
            }
            try await rig.expectStored(arrived)
        }
    }

    @Test(arguments: SubjectKind.withoutFaults)
    func theNewestVersionStaysWhenTwoInstancesWriteAtOnce(_ kind: SubjectKind) async throws {
        try await conformance(kind) { rig in
            try await rig.withDestination { first in
                try await rig.withDestination { second in try await writeAtOnce([first, second], rig) }
            }
        }
    }

    private func writeAtOnce(_ destinations: [any Destination], _ rig: DeliveryRig) async throws {
        let counts = Array(stride(from: 4, through: 96, by: 4))
        let all = (0..<4).flatMap { user in
            rig.factory.growing(SampleDay(user: "user-\(user)"), readings: counts)
        }
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<4 {
                // Each lane brings every fourth version of every user, the newest first.
                let share = all.enumerated().filter { $0.offset % 4 == lane }.map(\.element).reversed()
                let destination = destinations[lane % destinations.count]
                group.addTask {
                    for part in Array(share).chunks(of: 6) {
                        await deliverAtLast(part, to: destination)
                    }
                }
            }
        }
        try await rig.expectStored(all)
    }
}

/// All orders of a few elements.
private func permutations<Element>(of elements: [Element]) -> [[Element]] {
    guard !elements.isEmpty else { return [[]] }
    return elements.indices.flatMap { index in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(of: rest).map { [first] + $0 }
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
