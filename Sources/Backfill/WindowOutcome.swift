/// What a request for history led to once its events were handed on. Times are in milliseconds.
package enum WindowOutcome: Sendable, Hashable {
    /// Every event of the answer is safe: so many were new, so many known.
    case taken(accepted: Int, duplicates: Int)
    case throughWebhook(reference: String, isLarge: Bool)
    case processing(retryAfter: Int64?)
    case throttled(retryAfter: Int64?)
    case tooLong(String)
    case transient(String)
    case refused(String)
    case fatal(String)
}
