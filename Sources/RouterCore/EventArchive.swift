/// What a journal still holds, whether or not somebody waits for it: for sending a stretch of the past again.
package protocol EventArchive: Sendable {
    /// Where events lie that were received at or after `from` and before `to` (unix milliseconds). Blocks on disk.
    func span(from: Int64, to: Int64) -> ArchiveSpan

    /// A reader of every event that was received in that time, from `position` on, whatever destinations it names. A
    /// call also ends, empty-handed where it found nothing, once it has read a few megabytes.
    func archiveReader(from position: UInt64, received: Range<Int64>) -> any JournalReader

    /// The first sequence that is still there.
    var oldest: UInt64 { get }

    /// Has the journal keep these sequences for as long as its size allows; nil: no longer. One range a holder.
    func hold(_ sequences: Range<UInt64>?, for holder: String)
}
