/// What happens to the machine and its disk.
enum Fault: CaseIterable {
    /// The process ends without a word, and is started again.
    case kill
    /// What was not synced is gone, or partly there.
    case powerCut
    /// The process ends after so many operations of the disk from now on, as a kill or as a power cut.
    case deathInTheMidst
    /// The process is asked to end, and is started again.
    case restart
    /// A sync fails.
    case failedSync
    /// A write fails for want of room, or for no reason.
    case failedWrite
    /// The disk is full for a while.
    case fullDisk
    /// A bit of a record flips.
    case flippedRecord
    /// A bit of a segment's header or index flips.
    case flippedHeader
    /// A block of a segment cannot be read any more.
    case unreadableBlock
    /// The wall clock is set.
    case clockSet
    /// A person has dead letters sent again.
    case deadLettersRetried
    /// A person has a stretch of the journal sent again.
    case replay
}
