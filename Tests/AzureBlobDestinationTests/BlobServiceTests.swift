import AzureBlobDestination
import Foundation
import HTTPTransport
import RouterCore
import TestSupport
import Testing

/// Against the test run's Blob service, and read back with Microsoft's own library.
@Suite(.timeLimit(.minutes(5))) struct BlobServiceTests {
    /// Prints the names of all blobs with metadata, properties and a hash of the content.
    private static let lister = """
        import base64, hashlib, json, sys
        from azure.storage.blob import ContainerClient
        container = ContainerClient.from_connection_string(sys.argv[1], sys.argv[2])
        for blob in container.list_blobs(include=["metadata"]):
            content = container.download_blob(blob.name).readall()
            md5 = base64.b64encode(bytes(blob.content_settings.content_md5 or b"")).decode()
            print(json.dumps({
                "name": blob.name, "ordering": blob.metadata.get("ordering"), "id": blob.metadata.get("id"),
                "type": blob.content_settings.content_type, "size": len(content),
                "hash": hashlib.sha256(content).hexdigest(),
                "intact": md5 == base64.b64encode(hashlib.md5(content).digest()).decode(),
            }))
        """

    private struct Blob: Decodable {
        let name: String
        let ordering: String?
        let id: String?
        let type: String
        let size: Int
        let intact: Bool
    }

    private func blobs(_ account: TestAccount) async throws -> [Blob] {
        try await account.python(Self.lister).split(separator: "\n").map {
            try JSONDecoder().decode(Blob.self, from: Data($0.utf8))
        }
    }

    private func deliverOne(_ keys: [String: String], environment: [String: String] = [:]) async throws -> Outcome {
        let destination = try TestAccount.destination(keys, environment: environment)
        var outcome: Outcome?
        try await using(destination) { destination in
            let event = EventFactory().day(SampleDay(user: "user-1", readings: 3)).event
            outcome = await destination.deliver(Batch([event]))[0]
        }
        return try #require(outcome)
    }

    @Test func theServerTreatsMicrosoftsLibraryAsTheServiceDoes() async throws {
        let account = try TestAccount()
        let script = """
            import datetime, sys
            from azure.core import MatchConditions
            from azure.core.exceptions import HttpResponseError
            from azure.storage.blob import (BlobBlock, BlobServiceClient, ContainerClient, generate_account_sas,
                generate_blob_sas, generate_container_sas)
            service = BlobServiceClient.from_connection_string(sys.argv[1])
            name, key = service.account_name, service.credential.account_key
            container = service.get_container_client(sys.argv[2])
            def code(call, *arguments, **options):
                try:
                    call(*arguments, **options)
                    return "done"
                except HttpResponseError as error:
                    return getattr(error.error_code, "value", error.error_code)
            blob = container.get_blob_client("a/b ü+%2F{x}.json")
            print(code(blob.upload_blob, b"1"), code(blob.get_blob_properties))
            print(code(container.create_container), code(container.create_container))
            print(code(blob.upload_blob, b"1", metadata={"ordering": "1"}), code(blob.upload_blob, b"2"))
            etag = blob.get_blob_properties().etag
            same = {"overwrite": True, "etag": etag, "match_condition": MatchConditions.IfNotModified}
            print(code(blob.upload_blob, b"2", **same), code(blob.upload_blob, b"3", **same))
            print(blob.download_blob().readall(), [blob.name for blob in container.list_blobs()])
            blocks = container.get_blob_client("blocks")
            for block in ("AAAA", "BBBB"):
                blocks.stage_block(block, block.encode(), validate_content=True)
            print(code(blocks.commit_block_list, [BlobBlock("AAAA"), BlobBlock("CCCC")]))
            blocks.commit_block_list([BlobBlock("BBBB"), BlobBlock("AAAA")])
            print(blocks.download_blob().readall())
            now = datetime.datetime.now(datetime.timezone.utc)
            hour = datetime.timedelta(hours=1)
            def signed(signature):
                return BlobServiceClient(service.url, credential=signature).get_blob_client(sys.argv[2], "blocks")
            print(code(signed(generate_container_sas(name, sys.argv[2], key, permission="r", expiry=now + hour)).get_blob_properties))
            print(code(signed(generate_container_sas(name, sys.argv[2], key, permission="r", expiry=now + hour)).upload_blob, b"x", overwrite=True))
            print(code(signed(generate_container_sas(name, sys.argv[2], key, permission="r", expiry=now - hour)).get_blob_properties))
            print(code(signed(generate_container_sas(name, "other", key, permission="r", expiry=now + hour)).get_blob_properties))
            print(code(signed(generate_blob_sas(name, sys.argv[2], "blocks", account_key=key, permission="r", expiry=now + hour)).get_blob_properties))
            print(code(signed(generate_account_sas(name, key, "o", "r", now + hour)).get_blob_properties))
            print(code(signed(generate_account_sas(name, key, "c", "r", now + hour)).get_blob_properties))
            print(code(signed({"account_name": name, "account_key": "d3Jvbmc="}).get_blob_properties))
            """
        let output = try await account.python(script).split(separator: "\n").map(String.init)
        #expect(
            output == [
                "ContainerNotFound ContainerNotFound", "done ContainerAlreadyExists", "done BlobAlreadyExists",
                "done ConditionNotMet", "b'2' ['a/b ü+%2F{x}.json']", "InvalidBlockList", "b'BBBBAAAA'", "done",
                "AuthorizationPermissionMismatch", "AuthenticationFailed", "AuthenticationFailed", "done", "done",
                "AuthorizationResourceTypeMismatch", "AuthenticationFailed",
            ]
        )
    }

    @Test func aBlobIsNamedTypedAndMarkedWhateverItsName() async throws {
        let account = try TestAccount()
        let destination = try TestAccount.destination([
            "connection_string": account.connectionString, "container": account.container, "prefix": "in/ü +%#?&=/",
        ])
        let users = EventFactory.oddUsers
        try await using(destination) { destination in
            let factory = EventFactory(prefix: "trace+%2F:chunk")
            let events = users.map { factory.day(SampleDay(user: $0, readings: 1), ordering: 42).event }
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices { #expect(outcomes[index] == .delivered) }
        }
        let found = try await blobs(account)
        #expect(Set(found.map(\.name)).count == users.count)
        for blob in found {
            #expect(blob.name.hasPrefix("in/ü +%#?&=/2022-03-16/body/"))
            #expect(blob.ordering == "42")
            #expect(blob.id?.hasPrefix("trace+%2F:chunk-") == true)
            #expect(blob.type == "application/json")
            #expect(blob.intact)
        }
        #expect(found.contains { $0.name.hasSuffix("/ünïcode-😀-2026-09-15T00:00:00.000000+01:00.json") })
        #expect(found.contains { $0.name.hasSuffix("/a\\b-2026-09-15T00:00:00.000000+01:00.json") })
    }

    @Test func whatIsLargeGoesUpInBlocksAndIsReplacedOnlyByWhatIsNewer() async throws {
        let account = try TestAccount()
        let destination = try TestAccount.destination([
            "connection_string": account.connectionString, "container": account.container,
            "block_threshold": "1MiB", "block_size": "64KiB",
        ])
        try await using(destination) { destination in
            let factory = EventFactory()
            func large(_ size: Int, ordering: Int64) -> Event {
                let day = SampleDay(user: "user-1", readings: 1)
                let filling = String(repeating: "x", count: size)
                let payload =
                    #"{"type":"body","user":\#(EventFactory.user(day.user)),"note":"\#(filling)","data":[\#(day.item)]}"#
                return factory.make(type: "body", user: day.user, payload: payload, ordering: ordering, records: [])
                    .event
            }
            for (size, ordering) in [(2_000_000, 2), (3_000_000, 3), (1_500_000, 1), (900_000, 2)] as [(Int, Int64)] {
                #expect(await destination.deliver(Batch([large(size, ordering: ordering)]))[0] == .delivered)
            }
        }
        let found = try await blobs(account)
        #expect(found.map(\.ordering) == ["3"])
        #expect(found.allSatisfy { $0.size > 3_000_000 && $0.size < 3_001_000 && $0.intact })
    }

    @Test func theContainerIsCreatedOnlyWhereThatIsAllowed() async throws {
        let account = try TestAccount()
        let keys = ["connection_string": account.connectionString, "container": account.container]
        let careful = try TestAccount.destination(keys.merging(["create_container": "false"]) { $1 })
        try await using(careful) { destination in
            await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
            let finding = await destination.examine().last
            #expect(finding?.aspect == .target && finding?.verdict == .bad)
        }
        let destination = try TestAccount.destination(keys)
        try await using(destination) { destination in
            #expect(await destination.examine().map(\.verdict) == [.good, .good, .unknown])
            try await destination.prepare()
            try await destination.prepare()
            #expect(await destination.examine().map(\.verdict) == [.good, .good, .good])
        }
        #expect(try await blobs(account).isEmpty)
    }

    @Test func aContainerThatGoesAwayComesBack() async throws {
        let account = try TestAccount()
        let destination = try TestAccount.destination([
            "connection_string": account.connectionString, "container": account.container,
        ])
        try await using(destination) { destination in
            let event = EventFactory().day(SampleDay(user: "user-1", readings: 3)).event
            #expect(await destination.deliver(Batch([event]))[0] == .delivered)
            _ = try await account.python(
                """
                import sys
                from azure.storage.blob import ContainerClient
                ContainerClient.from_connection_string(sys.argv[1], sys.argv[2]).delete_container()
                """
            )
            #expect(await destination.deliver(Batch([event]))[0] == .delivered)
        }
        #expect(try await blobs(account).count == 1)
    }

    @Test func aWrongKeyPausesAndIsSeenBeforehand() async throws {
        let account = try TestAccount()
        let keys = [
            "account": TestAccount.name, "account_key": "d3Jvbmcga2V5", "endpoint": account.origin,
            "container": account.container,
        ]
        guard case .pause(let reason) = try await deliverOne(keys) else {
            Issue.record("a wrong key pauses")
            return
        }
        #expect(reason.contains("403 AuthenticationFailed") && !reason.contains("d3Jvbmcga2V5"))
        try await using(try TestAccount.destination(keys)) { destination in
            #expect(await destination.examine().map(\.verdict) == [.good, .bad, .unknown])
            do throws(DestinationFailure) {
                try await destination.prepare()
                Issue.record("a wrong key is no good")
            } catch {
                guard case .needsAttention = error else {
                    Issue.record("somebody must act: \(error)")
                    return
                }
            }
        }
    }

    /// Signatures made by Microsoft's library.
    private func signature(_ account: TestAccount, permission: String, hours: Int) async throws -> String {
        let script = """
            import datetime, sys
            from azure.storage.blob import BlobServiceClient, generate_container_sas
            service = BlobServiceClient.from_connection_string(sys.argv[1])
            service.create_container(sys.argv[2])
            end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=int(sys.argv[4]))
            key = service.credential.account_key
            print(generate_container_sas(service.account_name, sys.argv[2], key, permission=sys.argv[3], expiry=end))
            """
        let output = try await account.python(script, [permission, String(hours)])
        return output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func aSharedAccessSignatureIsEnough() async throws {
        let account = try TestAccount()
        let signature = try await signature(account, permission: "rcw", hours: 1)
        let log = LogCapture()
        let destination = try TestAccount.destination(
            ["sas_url": "\(account.endpoint)/\(account.container)?\(signature)"],
            log: log
        )
        try await using(destination) { destination in
            try await destination.prepare()
            let factory = EventFactory()
            for ordering in [5, 7, 6] as [Int64] {
                let event = factory.day(SampleDay(user: "user-1", readings: 3), ordering: ordering).event
                #expect(await destination.deliver(Batch([event]))[0] == .delivered)
            }
        }
        #expect(try await blobs(account).map(\.ordering) == ["7"])
        #expect(log.lines(containing: "destination.expires").count == 1)
        #expect(log.lines(containing: "sig=").isEmpty)
    }

    @Test func aSignatureThatHasEndedOrPermitsTooLittleIsSaid() async throws {
        let ended = try TestAccount()
        let old = try await signature(ended, permission: "rcw", hours: -1)
        try await using(try TestAccount.destination(["sas_url": "\(ended.endpoint)/\(ended.container)?\(old)"])) {
            destination in
            await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        }
        let account = try TestAccount()
        let weak = try await signature(account, permission: "r", hours: 1)
        let outcome = try await deliverOne(["sas_url": "\(account.endpoint)/\(account.container)?\(weak)"])
        guard case .pause(let reason) = outcome else {
            Issue.record("a signature without the permission to write pauses: \(outcome)")
            return
        }
        #expect(reason.contains("AuthorizationPermissionMismatch") && reason.contains("permissions r, c and w"))
    }
}
