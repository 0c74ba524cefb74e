import Delivery
import TestSupport
import Testing

extension ConformanceTests {
    private func many(_ factory: EventFactory) -> [SampleEvent] {
        (0..<60).flatMap { day in
            (0..<3).map { factory.day(SampleDay(user: "user-\($0)", day: day, readings: 20)) }
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func everythingArrivesThoughTheCourierIsStoppedInFlight(_ kind: SubjectKind) async throws {
        try await conformance(kind, batch: 7) { rig in
            let before = [rig.factory.day(SampleDay(user: "user-x", readings: 3))]
            let events = many(rig.factory)
            try await rig.start()
            try await rig.append(before)
            try await rig.drained()
            try await rig.append(events)
            try await eventually("some have arrived") { try await rig.subject.stored().count > before.count }
            try await rig.stop()
            try await rig.start()
            try await rig.drained()
            try await rig.expectStored(before + events)
            #expect(try await rig.deadLetters().isEmpty)
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func theCourierStopsInTimeThoughTheTargetHangs(_ kind: SubjectKind) async throws {
        try await conformance(kind, needing: .hang, timeout: .seconds(2), batch: 7) { rig in
            let before = [rig.factory.day(SampleDay(user: "user-x", readings: 3))]
            let events = many(rig.factory)
            try await rig.start()
            try await rig.append(before)
            try await rig.drained()
            try await rig.subject.setHanging(true)
            try await rig.append(events)
            let start = ContinuousClock.now
            try await rig.stop()
            #expect(ContinuousClock.now - start < .seconds(10))
            try await rig.subject.setHanging(false)
            try await rig.start()
            try await rig.drained()
            try await rig.expectStored(before + events)
            #expect(try await rig.deadLetters().isEmpty)
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func everythingArrivesThoughTheCourierIsKilledInFlight(_ kind: SubjectKind) async throws {
        try await conformance(kind, batch: 7) { rig in
            let before = [rig.factory.day(SampleDay(user: "user-x", readings: 3))]
            let events = many(rig.factory)
            try await rig.start()
            try await rig.append(before)
            try await rig.drained()
            try await rig.append(events)
            try await eventually("some have arrived") { try await rig.subject.stored().count > before.count }
            try await rig.kill()
            try await rig.start()
            try await rig.drained()
            try await rig.expectStored(before + events)
            #expect(try await rig.deadLetters().isEmpty)
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func everythingArrivesThoughTheCourierIsKilledWhileTheTargetHangs(_ kind: SubjectKind) async throws {
        try await conformance(kind, needing: .hang, timeout: .seconds(2), batch: 7) { rig in
            let before = [rig.factory.day(SampleDay(user: "user-x", readings: 3))]
            let events = many(rig.factory)
            try await rig.start()
            try await rig.append(before)
            try await rig.drained()
            try await rig.subject.setHanging(true)
            try await rig.append(events)
            try await rig.logged("batch.retry")
            try await rig.kill()
            try await rig.subject.setHanging(false)
            try await rig.start()
            try await rig.drained()
            try await rig.expectStored(before + events)
            #expect(try await rig.deadLetters().isEmpty)
        }
    }
}
