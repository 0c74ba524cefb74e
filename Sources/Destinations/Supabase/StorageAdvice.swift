/// What to do about a refusal of Storage, for the person who must do it.
enum StorageAdvice {
    static func text(for refusal: Refusal, bucket: String) -> String? {
        switch refusal.code {
        case "NoSuchBucket", "Bucket not found":
            "there is no bucket \(bucket): create it, or run what `distributary schema supabase` prints"
        case "EntityTooLarge", "Payload too large":
            "the payload is larger than the bucket's or the project's file size limit, under Storage, Settings"
        case "InvalidMimeType", "invalid_mime_type":
            "the bucket \(bucket) does not allow application/json: change its allowed MIME types"
        case "InvalidJWT", "Unauthorized", "AccessDenied", "InvalidSignature":
            refusal.mentions("row-level security")
                ? "row-level security does not let this key write: 'service_role_key' must be the service_role or secret key"
                : "'service_role_key' is not taken: copy it from Project Settings, API Keys"
        case "DatabaseReadOnly": "the database is read-only: Supabase makes it so when its disk is full"
        case "TenantNotFound": "check 'url': there is no such project"
        default: DatabaseAdvice.ofStatus(refusal)
        }
    }
}
