import GRDB
import Store

/// Runs the jobs of a batch in one transaction.
struct BatchCommitter: Sendable {
    let database: any DatabaseWriter
    let path: String

    /// Returns what was changed, once it is on disk. An error means that nothing of the batch was.
    func commit(_ batch: [CommitJob]) throws -> CommittedChanges {
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

    private func run(_ batch: [CommitJob], on connection: Connection) throws -> CommittedChanges {
        let writer = SQLiteWriter(connection: connection)
        for job in batch { try job.run(in: writer) }
        try writer.finish()
        try connection.run("COMMIT")
        return writer.changes.committed
    }
}
