/// What a request for history led to.
package enum HistoryAnswer: Sendable {
    /// The answer itself holds the data: one event a record.
    case events([FetchedEvent])
    /// The data comes through the webhook, under this `terra-reference`; of a large request the daemon counts the chunks.
    case throughWebhook(reference: String, isLarge: Bool)
    /// Terra or the provider still works on it: the same request is to be made again then (milliseconds).
    case processing(retryAfter: Int64?)
    /// Too many days in the last hour, or the provider's own limit (milliseconds).
    case throttled(retryAfter: Int64?)
    /// The request asks for more days than one may, or its answer is too large or too slow.
    case tooLong(String)
    /// It may succeed later.
    case transient(String)
    /// This user or type has no history to be had, and asking again does not help.
    case refused(String)
    /// Nothing can be had: the key, the URL.
    case fatal(String)
}
