import Foundation
import JSONScanner
import MongoDBDestination
import RouterCore
import TestSupport

/// secantusdb, with a database of its own. What it holds is read with pymongo, past whatever brings about the faults.
///
/// MongoDB holds no text, so documents are compared as values: what is read back is put together to the event that it
/// was, and both are written in `CanonicalJSON`.
final class MongoDBSubject: ConformanceSubject {
    private let database = "conformance_" + UUID().uuidString.lowercased().replacing("-", with: "")
    private let server: String
    private let url: String
    private let authority: String?
    private let proxy: FaultProxy
    /// A server of its own, which is killed and frozen; nil: the server of the test run, which the proxy hides.
    private let own: PrivateMongoDB?

    /// On the server of the test run, with TLS and SCRAM.
    init() async throws {
        own = nil
        server = try TestServers.mongodb
        authority = try TestServers.certificateAuthority
        (proxy, url) = try await Self.proxied(server, query: "authSource=admin&directConnection=true")
    }

    /// On a server of its own: down is killed with SIGKILL, hanging is stopped with SIGSTOP.
    init(killing own: PrivateMongoDB) async throws {
        self.own = own
        server = own.url
        authority = nil
        (proxy, url) = try await Self.proxied(server, query: "directConnection=true")
    }

    /// A direct connection: the server would send us to its own address.
    private static func proxied(_ server: String, query: String) async throws -> (FaultProxy, url: String) {
        guard var target = URLComponents(string: server), let port = target.port else {
            throw CocoaError(.formatting)
        }
        let proxy = try await FaultProxy(to: port)
        target.port = proxy.port
        target.query = query
        return (proxy, target.string ?? "")
    }

    func reason(against fault: Fault) -> String? {
        guard own == nil, fault == .lostAnswer else { return nil }
        return "the proxy cannot tell answers apart in TLS: the subject with a server of its own has that"
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let tls = authority.map { MongoDBConfiguration.TLS(authorityFile: $0) }
        let configuration = MongoDBConfiguration(url: url, database: database, tls: tls)
        return MongoDBDestination(configuration: configuration, context: context)
    }

    func stored() async throws -> StoredState {
        let text = try await PythonScript(Self.dump).run([server, database])
        return .records(
            try text.split(separator: "\n").map { line in
                try withJSON(ArraySlice(line.utf8)) { row in
                    let key = NaturalKey(
                        userID: row["user"]?.string,
                        type: row["type"]?.string ?? "",
                        value: row["key"]?.string ?? ""
                    )
                    let source = row["source"]?.string.map { Array((Data(base64Encoded: $0) ?? Data())) }
                    let document = source.map(normalized) ?? Array((row["document"]?.string ?? "").utf8)
                    return StoredRecord(key: key, ordering: row["ordering"]?.integer, document: document)
                }
            }
        )
    }

    func normalized(_ document: [UInt8]) -> [UInt8] { CanonicalJSON.text(of: document) }

    func poison(_ sample: SampleEvent) async throws {
        _ = try await PythonScript(Self.refuse).run([server, database, sample.id])
    }

    func setDown(_ isDown: Bool) async throws {
        switch (own, isDown) {
        case (let own?, true): await own.kill()
        case (let own?, false): try await own.start()
        case (nil, true): try await proxy.refuse()
        case (nil, false): try await proxy.accept()
        }
    }

    func setHanging(_ isHanging: Bool) async throws {
        switch (own, isHanging) {
        case (let own?, true): await own.freeze()
        case (let own?, false): await own.thaw()
        case (nil, _): proxy.set(isHanging ? .blackhole : .forward)
        }
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        // The number of documents written, an int32 named `n`: it is in the answers to inserts and updates alone.
        proxy.set(.holdResponses(containing: Array("\u{10}n\u{0}".utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the document is written", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }

    /// Has the database refuse the event whose identity is given.
    private static let refuse = """
        import pymongo, sys
        database = pymongo.MongoClient(sys.argv[1])[sys.argv[2]]
        database.command({"collMod": "body", "validator": {"_distributary.event_id": {"$ne": sys.argv[3]}}})
        """

    /// Prints every document as the event that it was.
    private static let dump = #"""
        import base64, decimal, json, pymongo, sys
        from bson.decimal128 import Decimal128

        def number(value):
            if isinstance(value, Decimal128):
                value = value.to_decimal()
            sign, digits, exponent = decimal.Decimal(repr(value) if isinstance(value, float) else value).as_tuple()
            text = "".join(map(str, digits)).lstrip("0")
            short = text.rstrip("0")
            return f"n{'-' if sign else ''}{short or '0'}e{exponent + len(text) - len(short) if short else 0}"

        def canonical(value):
            if value is None:
                return "z"
            if isinstance(value, bool):
                return "t" if value else "f"
            if isinstance(value, str):
                return "s" + value.encode().hex()
            if isinstance(value, dict):
                members = (f"{name.encode().hex()}:{canonical(member)}" for name, member in value.items())
                return "{" + ",".join(sorted(members)) + "}"
            if isinstance(value, list):
                return "[" + ",".join(map(canonical, value)) + "]"
            return number(value)

        database = pymongo.MongoClient(sys.argv[1])[sys.argv[2]]
        for collection in database.list_collection_names():
            for document in database[collection].find():
                identity = document.pop("_id")
                kept = document.pop("_distributary")
                event = document
                if "event" in kept:
                    event = dict(kept["event"], user=document.pop("user"))
                    event.update({"athlete": document} if collection == "athlete" else {"data": [document]})
                print(json.dumps({
                    "user": identity.get("user_id") if isinstance(identity, dict) else identity,
                    "type": kept["type"],
                    "key": kept["key"],
                    "ordering": kept["ordering"],
                    "source": base64.b64encode(kept["source"]).decode() if "source" in kept else None,
                    "document": canonical(event),
                }))
        """#
}
