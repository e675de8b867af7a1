import GRDB
import Store

/// Runs the jobs of a batch in one transaction.
struct BatchCommitter: Sendable {
    let database: any DatabaseWriter
    let path: String

    /// What a batch came to.
    struct Outcome {
        let changes: CommittedChanges
        /// Whether there may be rows to sweep away.
        let hasLeftovers: Bool
    }

    /// Returns what was changed, once it is on disk. An error means that nothing of the batch was.
    func commit(_ batch: [CommitJob]) throws -> Outcome {
        try StoreFailure.translating(path) {
            try database.writeWithoutTransaction { database in
                let connection = Connection(database: database, path: path)
                try connection.run("BEGIN IMMEDIATE")
                do {
                    return try run(batch, on: connection)
                } catch {
                    if connection.isInTransaction { try connection.run("ROLLBACK") }
                    throw error
                }
            }
        }
    }

    private func run(_ batch: [CommitJob], on connection: Connection) throws -> Outcome {
        let writer = SQLiteWriter(connection: connection)
        for job in batch { try job.run(in: writer) }
        try writer.finish()
        try connection.run("COMMIT")
        return Outcome(changes: writer.changes.committed, hasLeftovers: writer.hasLeftovers)
    }
}
