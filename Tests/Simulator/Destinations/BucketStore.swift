import FaultyDisk
import ObjectStorage
import RouterCore

/// A bucket as the product's writer of objects sees it: request by request, each in the weather that there is.
struct BucketStore: ObjectStore {
    private let site: Site
    private let process: ProcessView
    private let timeout: Duration

    init(_ site: Site, _ process: ProcessView, timeout: Duration) {
        self.site = site
        self.process = process
        self.timeout = timeout
    }

    func attributes(
        of key: String,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> ObjectAttributes? {
        if let failure = await failure() { throw failure }
        return site.bucket.attributes(of: key)
    }

    func put(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> PutResult {
        let isPoison = object.eventID.map(site.isPoison) ?? false
        let request = site.begin { [site] in
            if !isPoison { _ = site.bucket.put(object, if: condition) }
        }
        let weather = site.weather(at: process.now)
        let failure = await failure()
        if process.hasEnded { throw Self.failed("ended") }
        site.end(request)
        let isTaken = failure == nil || weather == .silent && site.random.oneIn(2)
        if isTaken, isPoison {
            throw ObjectStoreFailure(.rejected(reason: "malformed"), concernsAll: false)
        }
        let result = isTaken ? site.bucket.put(object, if: condition) : .conditionFailed
        if let failure { throw failure }
        if weather == .lying, site.random.oneIn(2) { throw Self.failed("connection reset") }
        return result
    }

    /// Waits as long as a request takes; what it meets with, if it is not answered.
    private func failure() async -> ObjectStoreFailure? {
        let quick = site.random.duration(.zero, .milliseconds(30))
        switch site.weather(at: process.now) {
        case .fine, .confused, .lying: return await answered(after: quick)
        case .slow: return await answered(after: site.random.duration(.zero, timeout / 4))
        case .late: return await answered(after: timeout + process.callGrace + .seconds(1))
        case .dead:
            await process.sleep(quick)
            return Self.failed("connection refused")
        case .silent:
            await process.sleep(timeout)
            return Self.failed("no answer")
        case .throttling:
            await process.sleep(quick)
            let pause = site.random.duration(.zero, .seconds(site.random.pick([1, 20, 200])))
            return ObjectStoreFailure(.retry(after: pause, reason: "slow down"), concernsAll: true)
        case .partial:
            await process.sleep(quick)
            if site.random.oneIn(2) { return nil }
            return ObjectStoreFailure(.retry(after: nil, reason: "busy"), concernsAll: false)
        case .unauthorized:
            await process.sleep(quick)
            return ObjectStoreFailure(.pause(reason: "wrong key"), concernsAll: true)
        }
    }

    private func answered(after duration: Duration) async -> ObjectStoreFailure? {
        await process.sleep(duration) ? Self.failed("cancelled") : nil
    }

    private static func failed(_ reason: String) -> ObjectStoreFailure {
        ObjectStoreFailure(.retry(after: nil, reason: reason), concernsAll: true)
    }
}
