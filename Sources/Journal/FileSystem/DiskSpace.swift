/// The room on a disk, in bytes.
package struct DiskSpace: Sendable, Hashable {
    /// What this process may still write.
    package let free: Int
    package let total: Int

    package init(free: Int, total: Int) {
        self.free = free
        self.total = total
    }
}
