import KeyEngine

extension AdministratorCredentials {
    /// What `administrator.sealed` holds; nil where there is no root key.
    ///
    /// A rekey that was killed leaves two of each file until the next start. They hold the same, so any pair that fits
    /// will do, and nothing is changed here.
    public static func read(in dataDirectory: String) throws -> AdministratorCredentials? {
        let next = RootKeyFile(nextIn: dataDirectory)
        guard let rootKey = try RootKeyFile(dataDirectory: dataDirectory).read() else { return nil }
        let file = AdministratorFile(dataDirectory: dataDirectory)
        do {
            return try file.read(openedBy: rootKey)
        } catch {
            guard let nextKey = try? next.read(), let found = try? file.read(openedBy: nextKey) else { throw error }
            return found
        }
    }
}
