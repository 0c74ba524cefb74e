import ConfigurationReader
import FaultyDisk
import ObjectStorage
import RouterCore

/// A destination as the courier sees it: what a site says, in the time that the weather there lets it take.
final class SimulatedDestination: Destination {
    private enum Client {
        case stream(StreamClient)
        case bucket(ObjectWriter)
    }

    static let kind = "simulated"
    static let defaultLimits = BatchLimits()
    static let isStore = false

    private let site: Site
    private let process: ProcessView
    private let timeout: Duration
    private let client: Client

    init(_ site: Site, _ process: ProcessView) {
        self.site = site
        self.process = process
        timeout = site.scenario.settings.timeout
        switch site.scenario.kind {
        case .stream: client = .stream(StreamClient(site, process))
        case .bucket:
            let store = BucketStore(site, process, timeout: timeout)
            let layout = LayoutConfiguration()
            client = .bucket(ObjectWriter(store: store, layout: layout, parallelism: 3, name: site.scenario.name))
        }
    }

    static func configure(_ section: ConfigurationSection) -> Never? { nil }

    init(configuration: Never, context: DestinationContext) {
        switch configuration {}
    }

    func prepare() async throws(DestinationFailure) {
        await process.sleep(site.random.duration(.zero, .milliseconds(20)))
        switch site.weather(at: process.now) {
        case .dead: throw .unavailable(reason: "connection refused")
        case .unauthorized: throw .needsAttention(reason: "wrong password")
        case .silent:
            await process.sleep(timeout)
            throw .unavailable(reason: "no answer")
        case .late: await process.sleep(timeout + .seconds(20), endsWhenCancelled: false)
        default: return
        }
    }

    func deliver(_ batch: Batch) async -> Outcomes {
        let began = process.now
        let events = Array(batch.events)
        let call = process.hasEnded ? 0 : site.handed(events, life: process.life, at: began)
        process.note("sent", site.scenario.index, events.count, "\(events.map(\.sequence))")
        let outcomes: Outcomes =
            switch client {
            case .stream(let client): await client.deliver(events, timeout: timeout)
            // The writer reads the machine's own clock: its bound is never met.
            case .bucket(let writer): await writer.write(batch, until: .now + .seconds(86_400))
            }
        // What takes longer is given up, whatever it says.
        let isInTime = process.now - began < timeout + process.callGrace
        if !process.hasEnded {
            if isInTime {
                site.returned(events, outcomes, life: process.life, at: process.now)
            } else {
                site.returnedLate(events, outcomes)
            }
            let heard = isInTime ? outcomes : nil
            site.watch.end(call, events, heard, life: process.life, at: process.now)
        }
        process.note("returned", site.scenario.index, events.count, "\(events.map(\.sequence)) \(outcomes)")
        return outcomes
    }

    func examine() async -> [ConnectionFinding] { [] }

    func shutdown() async {
        await process.sleep(.milliseconds(1))
    }
}
