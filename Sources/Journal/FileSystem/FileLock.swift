/// An exclusive lock between processes, held until it is released or the process ends.
package protocol FileLock: AnyObject, Sendable {
    /// Gives the lock back; further calls do nothing.
    func release()
}
