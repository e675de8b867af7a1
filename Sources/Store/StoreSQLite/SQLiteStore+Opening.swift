import GRDB
import Store

extension SQLiteStore {
    /// Opens, or makes, the database in a data directory. The directory stays locked until the store is closed.
    ///
    /// Errors: `newerSchema`, `corrupted`, `logDamaged`, `notWritable`, `diskFull`, `failed`.
    public static func open(in directory: DataDirectory, limits: CommitLimits = CommitLimits()) throws -> SQLiteStore {
        let path = directory.path(of: "state.sqlite")
        // Made beforehand for its permissions, which SQLite gives to the files beside it too.
        try directory.createPrivateFile("state.sqlite")
        try LogInspection.requireWhole(besideDatabase: path)
        return try StoreFailure.translating(path) {
            let database = try DatabasePool(path: path, configuration: configuration)
            try prepare(database, path: path, isOnDisk: true)
            return SQLiteStore(database: database, path: path, directory: directory, limits: limits)
        }
    }

    /// A store that is gone when it is released.
    public static func inMemory(limits: CommitLimits = CommitLimits()) throws -> SQLiteStore {
        let path = "memory"
        return try StoreFailure.translating(path) {
            let database = try DatabaseQueue(configuration: configuration)
            try prepare(database, path: path, isOnDisk: false)
            return SQLiteStore(database: database, path: path, directory: nil, limits: limits)
        }
    }

    /// How many connections there are to read with.
    static let readers = 4

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "yagura.store"
        // Nobody else writes; an operator's own look at the file must not make a commit fail.
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = readers
        return configuration
    }

    private static func prepare(_ database: any DatabaseWriter, path: String, isOnDisk: Bool) throws {
        try database.writeWithoutTransaction { database in
            let connection = Connection(database: database, path: path)
            if isOnDisk { try requireFullSync(connection) }
            try tune(connection)
            try Schema.migrate(connection)
        }
    }

    /// GRDB's pool sets NORMAL, with which a power cut loses acknowledged commits.
    private static func requireFullSync(_ connection: Connection) throws {
        try connection.run("PRAGMA synchronous = FULL")
        guard try connection.first("PRAGMA synchronous", [], { $0.integer(0) }) == 2 else {
            throw StoreError.failed(path: connection.path, reason: "SQLite does not take synchronous=FULL")
        }
    }

    private static func tune(_ connection: Connection) throws {
        // In pages of 4 KiB: a checkpoint writes each page once, however often it changed since the last one.
        try connection.run("PRAGMA wal_autocheckpoint = 4000")
        // In KiB. The pages that inserts of random keys touch stay in memory.
        try connection.run("PRAGMA cache_size = -32768")
        // A key that was destroyed must not live on, sealed as it is, in pages that the file merely does not use.
        try connection.run("PRAGMA secure_delete = ON")
    }
}
