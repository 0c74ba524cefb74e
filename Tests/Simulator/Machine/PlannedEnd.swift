/// How a process ends without being asked.
enum PlannedEnd {
    case kill
    case powerCut
}
