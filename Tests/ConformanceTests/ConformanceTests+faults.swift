import Delivery
import RouterCore
import TestSupport
import Testing

extension ConformanceTests {
    private func days(_ factory: EventFactory, user: String, _ range: Range<Int>) -> [SampleEvent] {
        range.map { factory.day(SampleDay(user: user, day: $0, readings: 40)) }
    }

    @Test(arguments: SubjectKind.allCases)
    func onlyThePoisonInABatchBecomesADeadLetter(_ kind: SubjectKind) async throws {
        try await conformance(kind, needing: .poison) { rig in
            let events = days(rig.factory, user: "user-a", 0..<20)
            let poison = events[9]
            // Brings the target into being, so that it can be told what to refuse.
            let first = days(rig.factory, user: "user-b", 0..<1)
            try await rig.start()
            try await rig.append(first)
            try await rig.drained()
            try await rig.subject.poison(poison)
            try await rig.append(events)
            try await rig.drained()
            try await rig.expectStored(first + events.filter { $0.id != poison.id })
            let letters = try await rig.deadLetters()
            #expect(letters.map(\.eventID) == [poison.id])
            let reason = letters.first?.reason ?? ""
            #expect(!reason.isEmpty)
            #expect(!reason.contains("blood_glucose"), "a reason must not quote the payload: \(reason)")
            #expect(rig.log.lines(containing: "blood_glucose").isEmpty, "the log must not quote a payload")
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func nothingIsLostWhileTheTargetIsDown(_ kind: SubjectKind) async throws {
        try await conformance(kind, needing: .down) { rig in
            let before = days(rig.factory, user: "user-a", 0..<3)
            let during = days(rig.factory, user: "user-b", 0..<20)
            try await rig.start()
            try await rig.append(before)
            try await rig.drained()
            try await rig.subject.setDown(true)
            try await rig.append(during)
            try await rig.logged(rig.subject.eventWhenDown)
            try await rig.subject.setDown(false)
            try await rig.drained()
            try await rig.expectStored(before + during)
            #expect(rig.log.lines(containing: "event=\(rig.subject.eventWhenDown)").count == 1)
            #expect(rig.log.lines(containing: "event=destination.up").count == 1)
            #expect(try await rig.deadLetters().isEmpty)
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func aTargetThatIsDownAtTheStartIsReachedLater(_ kind: SubjectKind) async throws {
        try await conformance(kind, needing: .down) { rig in
            let events = days(rig.factory, user: "user-a", 0..<5)
            try await rig.subject.setDown(true)
            try await rig.append(events)
            try await rig.start()
            try await rig.logged(rig.subject.eventWhenDown)
            try await rig.subject.setDown(false)
            try await rig.drained()
            try await rig.expectStored(events)
            #expect(rig.log.lines(containing: "event=\(rig.subject.eventWhenDown)").count == 1)
            #expect(try await rig.deadLetters().isEmpty)
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func anAttemptEndsInTimeThoughTheTargetHangs(_ kind: SubjectKind) async throws {
        try await conformance(kind, needing: .hang, timeout: .seconds(1)) { rig in
            let events = days(rig.factory, user: "user-a", 0..<5)
            let first = days(rig.factory, user: "user-b", 0..<1)[0]
            try await rig.withDestination { destination in
                #expect(await destination.deliver(Batch([first.event]))[0] == .delivered)
                try await rig.subject.setHanging(true)
                let start = ContinuousClock.now
                let outcomes = await destination.deliver(Batch(events.map(\.event)))
                let duration = ContinuousClock.now - start
                #expect(duration < .seconds(4))
                for index in events.indices {
                    guard case .retry = outcomes[index] else {
                        Issue.record("not to be tried again: \(outcomes[index])")
                        continue
                    }
                }
                try await rig.subject.setHanging(false)
                await deliverAtLast(events, to: destination)
            }
            try await rig.expectStored([first] + events)
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func aTargetThatHangsForAWhileGetsEverything(_ kind: SubjectKind) async throws {
        try await conformance(kind, needing: .hang, timeout: .seconds(1)) { rig in
            let before = days(rig.factory, user: "user-a", 0..<3)
            let during = days(rig.factory, user: "user-b", 0..<20)
            try await rig.start()
            try await rig.append(before)
            try await rig.drained()
            try await rig.subject.setHanging(true)
            try await rig.append(during)
            try await rig.logged("batch.retry")
            try await rig.subject.setHanging(false)
            try await rig.drained()
            try await rig.expectStored(before + during)
            #expect(try await rig.deadLetters().isEmpty)
        }
    }

    @Test(arguments: SubjectKind.allCases)
    func aDeliveryWhoseAnswerIsLostIsRepeatedWithoutHarm(_ kind: SubjectKind) async throws {
        try await conformance(kind, needing: .lostAnswer) { rig in
            let before = days(rig.factory, user: "user-a", 0..<3)
            let events = days(rig.factory, user: "user-b", 0..<1)
            try await rig.start()
            try await rig.append(before)
            try await rig.drained()
            try await rig.subject.loseNextAnswer {
                try await rig.append(events)
            } until: {
                try await rig.subject.stored().count == before.count + events.count
            }
            try await rig.drained()
            try await rig.expectStored(before + events)
            #expect(try await rig.deadLetters().isEmpty)
        }
    }
}
