import Foundation
import RouterCore
import SupabaseDestination
import TestSupport
import Testing

/// Against the test run's project: a real PostgreSQL with row-level security, and Supabase's own clients.
@Suite(.timeLimit(.minutes(5))) struct SupabaseProjectTests {
    private func event(_ user: String = "user-1", ordering: Int64, readings: Int = 3) -> Event {
        EventFactory(prefix: "trace-\(ordering)").day(SampleDay(user: user, readings: readings), ordering: ordering)
            .event
    }

    private func prepareFailure(_ keys: [String: String]) async throws -> String {
        var reason = ""
        try await TestProject.using(keys) { destination in
            do throws(DestinationFailure) {
                try await destination.prepare()
            } catch {
                guard case .needsAttention(let text) = error else {
                    Issue.record("somebody must act: \(error)")
                    return
                }
                reason = text
            }
        }
        return reason
    }

    @Test func theServerTreatsSupabasesClientsAsAProjectDoes() async throws {
        let project = try TestProject()
        try await project.createSchema()
        let script = """
            import sys
            from postgrest import SyncPostgrestClient
            from postgrest.exceptions import APIError
            from storage3 import create_client
            from storage3.exceptions import StorageApiError
            url, key, schema, anon = sys.argv[1:5]
            def api(key, schema=schema):
                headers = {"apikey": key, "Authorization": f"Bearer {key}"}
                return SyncPostgrestClient(f"{url}/rest/v1", schema=schema, headers=headers)
            def code(call):
                try:
                    call()
                    return "done"
                except APIError as error:
                    return error.code
                except StorageApiError as error:
                    return error.code
            user = {"user_id": "u", "provider": "DEXCOM"}
            table = lambda name, key=key, schema=schema: api(key, schema).table(name)
            print(code(lambda: table("terra_users").insert(user).execute()))
            print(code(lambda: table("terra_users").insert(user).execute()))
            print(code(lambda: table("terra_users").upsert(user | {"provider": "G7"}).execute()))
            print(table("terra_users").select("provider").eq("user_id", "u").execute().data)
            print(code(lambda: table("terra_users", anon).insert(user | {"user_id": "v"}).execute()))
            print(code(lambda: table("no_such_table").insert(user).execute()))
            print(code(lambda: table("terra_users").insert({"no_such_column": 1}).execute()))
            print(code(lambda: api(key).rpc("no_such_function", {"a": 1}).execute()))
            print(code(lambda: table("terra_users", schema="no_such_schema").insert(user).execute()))
            print(code(lambda: table("terra_users", key[:-6] + "AAAAAA").insert(user).execute()))
            print(code(lambda: api(anon).rpc("distributary_write", {name: {} for name in ("users", "data_payloads",
                "misc_payloads", "samples", "samples_without_offset")} | {"removed": []}).execute()))
            storage = lambda key=key: create_client(f"{url}/storage/v1/", {"apikey": key, "Authorization": f"Bearer {key}"}, is_async=False)
            bucket = storage().from_(schema)
            bucket.upload("body/a.json", b"{}", {"content-type": "application/json"})
            print(bucket.download("body/a.json"))
            print(code(lambda: bucket.upload("body/a.json", b"[]", {"content-type": "application/json"})))
            bucket.upload("body/a.json", b"[]", {"content-type": "application/json", "upsert": "true"})
            print(bucket.download("body/a.json"), len(bucket.remove(["body/a.json", "body/none.json"])))
            print(code(lambda: storage().from_("none").upload("a.json", b"{}", {"content-type": "application/json"})))
            print(code(lambda: storage(anon).from_(schema).upload("a.json", b"{}", {"content-type": "application/json"})))
            """
        let output = try await project.python(script, [TestServers.supabaseAnonKey]).split(separator: "\n").map(
            String.init
        )
        #expect(
            output == [
                "done", "23505", "done", "[{'provider': 'G7'}]", "42501", "PGRST205", "PGRST204", "PGRST202",
                "PGRST106", "PGRST301", "42501", "b'{}'", "Duplicate", "b'[]' 1", "Bucket not found",
                "Bucket not found",
            ]
        )
    }

    @Test func readersGoFromTheRowToTheObject() async throws {
        let project = try TestProject()
        try await project.createSchema()
        let newest = event(ordering: 20, readings: 9)
        try await TestProject.using(project.keys) { destination in
            try await destination.prepare()
            for event in [event(ordering: 10), newest, event(ordering: 15, readings: 5)] {
                #expect(await destination.deliver(Batch([event]))[0] == .delivered)
            }
        }
        let script = """
            import sys
            from postgrest import SyncPostgrestClient
            from storage3 import create_client
            url, key, schema = sys.argv[1:4]
            headers = {"apikey": key, "Authorization": f"Bearer {key}"}
            rows = SyncPostgrestClient(f"{url}/rest/v1", schema=schema, headers=headers).table("terra_data_payloads")
            [row] = rows.select("payload_id,data_type,user_id,created_at,start_time,end_time").execute().data
            bucket = create_client(f"{url}/storage/v1/", headers, is_async=False).from_(schema)
            sys.stdout.buffer.write(bucket.download(f"{row['data_type']}/{row['payload_id']}.json"))
            """
        #expect(try await Array(project.python(script).utf8) == Array(newest.payload))
        #expect(
            try await project.psql("SELECT start_time AT TIME ZONE 'UTC' FROM THE_SCHEMA.terra_data_payloads")
                == "2026-09-14 23:00:00"
        )
    }

    @Test func objectsThatAreReplacedGoAndTheNewestStays() async throws {
        let project = try TestProject()
        try await project.createSchema()
        try await TestProject.using(project.keys) { destination in
            for ordering in [1, 5, 2, 9, 4, 9, 3] as [Int64] {
                let days = ["user-1", "user-2"].map { event($0, ordering: ordering, readings: Int(ordering)) }
                let outcomes = await destination.deliver(Batch(days))
                #expect(days.indices.allSatisfy { outcomes[$0] == .delivered })
            }
        }
        // What was still being deleted at the end of one process is deleted by the next.
        try await eventually("only the objects that rows name are left") {
            try await TestProject.using(project.keys) { destination in
                _ = await destination.deliver(Batch([event(ordering: 3)]))
            }
            return try await project.psql("SELECT count(*) FROM storage.objects WHERE bucket_id = 'THE_SCHEMA'") == "2"
        }
        let named = """
            SELECT count(*) FROM THE_SCHEMA.terra_data_payloads AS t JOIN storage.objects AS o
            ON o.bucket_id = 'THE_SCHEMA' AND o.name = t.object_name AND t.ordering = 9
            """
        #expect(try await project.psql(named) == "2")
    }

    @Test func onlyTheEventThatIsRefusedIsRejected() async throws {
        let project = try TestProject()
        try await project.createSchema()
        try await project.psql(
            "ALTER TABLE THE_SCHEMA.terra_data_payloads ADD CONSTRAINT no_thirteen CHECK (user_id <> 'user-13')"
        )
        try await TestProject.using(project.keys) { destination in
            let events = (0..<20).map { event("user-\($0)", ordering: Int64($0)) }
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices where index != 13 { #expect(outcomes[index] == .delivered) }
            guard case .rejected(let reason) = outcomes[13] else {
                Issue.record("not rejected: \(outcomes[13])")
                return
            }
            #expect(reason.contains("23514") && reason.contains("no_thirteen") && !reason.contains("user-13"))
        }
        #expect(try await project.psql("SELECT count(*) FROM THE_SCHEMA.terra_data_payloads") == "19")
    }

    @Test func whatIsMissingIsSaid() async throws {
        let project = try TestProject()
        #expect(try await prepareFailure(project.keys).contains("PGRST106"))
        try await project.psql("CREATE SCHEMA THE_SCHEMA; GRANT USAGE ON SCHEMA THE_SCHEMA TO service_role")
        let words = try await prepareFailure(project.keys)
        #expect(words.contains("PGRST202") && words.contains("distributary schema supabase"))
        try await TestProject.using(project.keys) { destination in
            #expect(await destination.examine().map(\.verdict) == [.good, .good, .bad])
        }
        try await project.createSchema()
        try await TestProject.using(project.keys) { destination in
            try await destination.prepare()
            #expect(await destination.examine().map(\.verdict) == [.good, .good, .good, .good])
        }
        try await project.psql("ALTER TABLE THE_SCHEMA.terra_data_payloads DROP COLUMN provider")
        #expect(try await prepareFailure(project.keys).contains("42703"))
        try await project.psql("DROP TABLE THE_SCHEMA.glucose_samples")
        try await project.createSchema()
        try await TestProject.using(project.keys) { try await $0.prepare() }
    }

    @Test func aKeyThatMayNotWriteIsSaid() async throws {
        let project = try TestProject()
        try await project.createSchema()
        let secret = try TestServers.supabaseJWTSecret
        func key(_ role: String, _ secret: String) async throws -> String {
            let script = "import jwt, sys; print(jwt.encode({'role': sys.argv[1]}, sys.argv[2]), end='')"
            return try await ChildProcess.output(of: TestServers.python, ["-c", script, role, secret])
        }
        let weak = try await prepareFailure(
            project.keys.merging(["service_role_key": key("authenticated", secret)]) { $1 }
        )
        #expect(weak.contains("42501") && weak.contains("'service_role_key' must be"))
        let foreign = try await key("service_role", String(secret.reversed()))
        let unknown = try await prepareFailure(project.keys.merging(["service_role_key": foreign]) { $1 })
        #expect(unknown.contains("PGRST301") && !unknown.contains(foreign))
        try await TestProject.using(project.keys.merging(["service_role_key": foreign]) { $1 }) { destination in
            #expect(await destination.examine().map(\.verdict) == [.good, .bad, .unknown])
        }
    }

    @Test func aKeyOfTheNewerFormIsTaken() async throws {
        let project = try TestProject()
        try await project.createSchema()
        try await TestProject.using(project.keys.merging(["service_role_key": TestServers.supabaseSecretKey]) { $1 }) {
            destination in
            try await destination.prepare()
            #expect(await destination.deliver(Batch([event(ordering: 1)]))[0] == .delivered)
        }
    }

    @Test func theBucketIsCreatedAndItsLimitsAreSaid() async throws {
        let project = try TestProject()
        try await project.createSchema()
        let other = project.keys.merging(["bucket": project.name + "-2"]) { $1 }
        try await TestProject.using(other) { destination in
            #expect(await destination.examine().map(\.verdict) == [.good, .good, .good, .unknown])
            guard case .pause(let reason) = await destination.deliver(Batch([event(ordering: 1)]))[0] else {
                Issue.record("without a bucket nothing can be delivered")
                return
            }
            #expect(reason.contains("there is no bucket \(project.name)-2"))
            try await destination.prepare()
            #expect(await destination.deliver(Batch([event(ordering: 1)]))[0] == .delivered)
        }
        try await project.psql("UPDATE storage.buckets SET file_size_limit = 2000 WHERE id = 'THE_SCHEMA'")
        try await TestProject.using(project.keys) { destination in
            let outcomes = await destination.deliver(
                Batch([event("a", ordering: 1), event("b", ordering: 2, readings: 200)])
            )
            #expect(outcomes[0] == .delivered)
            guard case .rejected = outcomes[1] else {
                Issue.record("too large: \(outcomes[1])")
                return
            }
        }
    }

    @Test func tablesThatTerraMadeAreTakenOver() async throws {
        let project = try TestProject()
        try await project.psql(
            """
            CREATE SCHEMA THE_SCHEMA;
            CREATE TABLE THE_SCHEMA.terra_users (user_id TEXT PRIMARY KEY, reference_id TEXT, created_at TIMESTAMPTZ,
                granted_scopes TEXT, provider TEXT, state TEXT);
            CREATE TABLE THE_SCHEMA.terra_data_payloads (payload_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, data_type TEXT,
                created_at TIMESTAMPTZ, start_time TIMESTAMPTZ, end_time TIMESTAMPTZ,
                FOREIGN KEY (user_id) REFERENCES THE_SCHEMA.terra_users(user_id) ON DELETE CASCADE ON UPDATE CASCADE);
            CREATE TABLE THE_SCHEMA.terra_misc_payloads (payload_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, data_type TEXT,
                payload_type TEXT, created_at TIMESTAMPTZ,
                FOREIGN KEY (user_id) REFERENCES THE_SCHEMA.terra_users(user_id) ON DELETE CASCADE ON UPDATE CASCADE);
            INSERT INTO THE_SCHEMA.terra_users (user_id, provider) VALUES ('user-1', 'OLD');
            INSERT INTO THE_SCHEMA.terra_data_payloads (payload_id, user_id, data_type) VALUES ('p', 'user-1', 'body');
            """
        )
        try await project.createSchema()
        try await project.createSchema()
        let factory = EventFactory()
        let events = [event(ordering: 1)] + factory.otherKinds(user: "user-1").map(\.event)
        try await TestProject.using(project.keys) { destination in
            try await destination.prepare()
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices { #expect(outcomes[index] == .delivered) }
        }
        #expect(try await project.psql("SELECT provider FROM THE_SCHEMA.terra_users") == "DEXCOM")
        // Terra's row, the day and the athlete.
        #expect(try await project.psql("SELECT count(*) FROM THE_SCHEMA.terra_data_payloads") == "3")
        #expect(
            try await project.psql("SELECT count(*) FROM THE_SCHEMA.terra_misc_payloads WHERE user_id IS NULL") == "2"
        )
    }

    @Test func theSQLIsPrintedForEveryKindThatHasSome() {
        let options = SchemaOptions(schema: "my schema", bucket: "my-bucket")
        let sql = SupabaseDestination.schemaSQL(options) ?? ""
        #expect(sql.contains(#""my schema".terra_data_payloads"#))
        #expect(sql.contains("'my-bucket'"))
        #expect(SupabaseDestination.schemaSQL(SchemaOptions())?.contains("terra-payloads") == true)
    }
}
