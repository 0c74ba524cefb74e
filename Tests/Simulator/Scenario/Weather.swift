/// How a destination is doing.
enum Weather: CaseIterable {
    case fine
    /// Takes its time, but no more than it may.
    case slow
    /// Refuses connections.
    case dead
    /// Does not answer; the destination gives up when its time is over.
    case silent
    /// Says when it takes more.
    case throttling
    /// Puts off some events of each batch.
    case partial
    /// Somebody must act.
    case unauthorized
    /// Takes what it is sent, or a part, and the answer is lost.
    case lying
    /// Answers after the time in which every destination must.
    case late
    /// Gives more or fewer outcomes than events.
    case confused
}
