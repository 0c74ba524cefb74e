/// One write of a request.
struct PlannedRequest: Sendable {
    let document: FirestoreDocument
    let path: String
    let condition: PlannedWrite.Condition
}
