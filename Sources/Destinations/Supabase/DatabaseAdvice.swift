/// What to do about a refusal of PostgREST, for the person who must do it.
enum DatabaseAdvice {
    private static let runSchema = "run what `distributary schema supabase` prints, once, in the project's SQL editor"
    private static let reload = "if that has just been done, NOTIFY pgrst, 'reload schema' makes the API see it"

    static func text(for refusal: Refusal, schema: String) -> String? {
        switch refusal.code {
        case "PGRST202", "42883":
            "the function distributary_write is missing in the schema \(schema), or made for another version: \(runSchema); \(reload)"
        case "PGRST204", "42703":
            "a column is missing: the tables are not as this version needs them; \(runSchema); \(reload)"
        case "PGRST205", "42P01":
            "a table is missing in the schema \(schema): \(runSchema); \(reload)"
        case "42P10", "42804":
            "the tables are not as `distributary schema supabase` makes them; compare them with what it prints"
        case "42501" where refusal.mentions("row-level security"):
            """
            row-level security does not let this key write: 'service_role_key' must be the project's service_role or \
            secret key, which no policy applies to, not the anon or publishable one
            """
        case "42501":
            """
            the key's role lacks a right: 'service_role_key' must be the project's service_role or secret key; if it \
            is, \(runSchema), for its GRANTs
            """
        case "PGRST106", "3F000":
            "the schema \(schema) is not exposed: add it under Project Settings, Data API, Exposed schemas"
        case "PGRST301", "PGRST302", "PGRST303":
            "the key is not this project's, or is no longer: copy it from Project Settings, API Keys, to 'service_role_key'"
        case "PGRST000", "PGRST001", "PGRST002", "PGRST003":
            "the API cannot reach its database; a project that was just restored takes minutes"
        case "25006": "the database is read-only: Supabase makes it so when its disk is full"
        case "57014":
            "the rows took longer than the role's statement_timeout: lower 'batch.max_events', or raise the timeout"
        case "23505": "another row has the payload_id, or the tables have a unique constraint that is not ours"
        case "23503": "the tables refer to others that lack a row"
        default: ofStatus(refusal)
        }
    }

    static func ofStatus(_ refusal: Refusal) -> String? {
        switch refusal.status {
        case 401, 403:
            "'service_role_key' is not taken: copy the service_role or a secret key from Project Settings, API Keys"
        case 404: "check 'url': it is https://PROJECT.supabase.co, without a path"
        case 540: "the project is paused: restore it in the dashboard"
        case 300..<400: "redirects are not followed: correct 'url'"
        default: nil
        }
    }
}
