/// A thread that completions run on. What a commit has for one place is run there in one go: woken for each, a thread
/// would spend more time on waking up than on its work.
package protocol CompletionPlace: Sendable {
    /// The same for all that stand for the same thread.
    var id: ObjectIdentifier { get }

    /// Runs `work` there, soon. Never blocks.
    func run(_ work: @escaping @Sendable () -> Void)
}
