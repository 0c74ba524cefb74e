import RouterCore
import TestSupport
import Testing

/// Delivers until everything is taken: writers that meet may be told to try again.
func deliverAtLast(_ samples: [SampleEvent], to destination: any Destination) async {
    var rest = samples
    for _ in 1...100 where !rest.isEmpty {
        let outcomes = await destination.deliver(Batch(rest.map(\.event)))
        rest = rest.enumerated().filter { outcomes[$0.offset] != .delivered }.map(\.element)
    }
    #expect(rest.isEmpty)
}
