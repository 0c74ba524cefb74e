import Foundation
import TestSupport

struct SupabaseUnderTest: DestinationUnderTest {
    let name = "supabase"
    private let schema = "all_\(UInt32.random(in: 0 ... .max))"

    /// Runs what `distributary schema supabase` prints.
    init() async throws {
        let sql = try await ChildProcess.output(
            of: DaemonUnderTest.binary(),
            ["schema", "supabase", "--schema", schema, "--bucket", schema]
        )
        let arguments = [try TestServers.postgres, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        _ = try await ChildProcess.output(of: "psql", arguments, input: Array(sql.utf8))
    }

    func configuration(in directory: TemporaryDirectory) throws -> String {
        """
        {kind: supabase, url: '\(try TestServers.supabase)', service_role_key: '\(try TestServers.supabaseKey)', \
        schema: \(schema), bucket: \(schema)}
        """
    }

    func readBack(from directory: TemporaryDirectory) async throws -> ReadBack {
        let project = [try TestServers.supabase, try TestServers.supabaseKey, schema, schema]
        let readings = try await Reader.values("supabase.py", project + ["glucose_samples"]).map { value in
            let parts = String(decoding: value, as: UTF8.self).split(separator: "=").map(String.init)
            return (key: parts[0], value: parts[1])
        }
        return ReadBack(
            client: "postgrest and storage3",
            readings: readings,
            documents: try await Reader.values("supabase.py", project + ["terra_data_payloads"])
        )
    }
}
