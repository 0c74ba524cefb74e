import Daemon
import RouterCore
import Testing

@Suite("Places of destinations in the journal's table")
struct DestinationTableTests {
    @Test("A name keeps its place, a new one is added at the end, one that returns gets its own back")
    func places() throws {
        let table = try #require(DestinationTable(names: ["a", "b"]).adding(["c", "a"]))
        #expect(table.names == ["a", "b", "c"])
        #expect(try #require(table.adding(["b", "d"])).names == ["a", "b", "c", "d"])
        #expect(table.bit(of: "c") == DestinationSet(index: 2))
        #expect(table.bit(of: "nobody").isEmpty)
    }

    @Test("There are 64 places and no more")
    func full() throws {
        let names = (0..<63).map { "d\($0)" }
        let full = try #require(DestinationTable(names: names).adding(["last"]))
        #expect(full.bit(of: "last") == DestinationSet(index: 63))
        #expect(full.adding(["last", "d0"]) != nil)
        #expect(full.adding(["one more"]) == nil)
    }

    @Test("Routes in the order of the file are given the bits of the table")
    func routes() {
        func set(_ indices: Int...) -> DestinationSet { DestinationSet(indices.map(DestinationSet.init(index:))) }
        let table = DestinationTable(names: ["a", "removed", "b", "c"])
        let routes = Routes([Route(match: nil, destinations: set(0, 1)), Route(match: nil, destinations: set(2))])
        let translated = table.routes(routes, of: ["c", "a", "b"])
        #expect(translated.routes.map(\.destinations) == [set(3, 0), set(2)])
        #expect(table.routes(routes, of: ["a", "removed", "b"]) == routes)
    }
}
